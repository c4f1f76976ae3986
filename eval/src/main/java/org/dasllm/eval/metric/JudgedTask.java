package org.dasllm.eval.metric;

import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import org.dasllm.eval.tool.ToolCalls;
import org.dasllm.format.task.Task;

/**
 * The task that answers are judged by.
 *
 * @param declared whether the run declared it; otherwise it was inferred from the labels
 */
public record JudgedTask(Task task, boolean declared, AnswerReading reading) {

    /**
     * The declared task, or the one that the labels suggest.
     *
     * @param labels the right answers where there are any, else the teacher's
     */
    public static JudgedTask of(Optional<DeclaredTask> declared, Collection<String> labels) {
        return declared.map(JudgedTask::of).orElseGet(() -> infer(labels));
    }

    private static JudgedTask of(DeclaredTask declared) {
        Task task = declared.task();
        return new JudgedTask(
                task,
                true,
                switch (task.kind()) {
                    case JSON -> new AnswerReading.OfJson(declared.valid());
                    case LABEL -> new AnswerReading.OfLabels(Set.copyOf(task.labels()));
                    case TEXT -> new AnswerReading.OfText();
                    case TOOL_CALL -> new AnswerReading.OfToolCalls(declared.valid());
                });
    }

    /** JSON where more than half of the labels are JSON objects or lists: a few broken ones do not make a task text. */
    private static JudgedTask infer(Collection<String> labels) {
        long containers = labels.stream()
                .filter(label -> AnswerReading.OfJson.container(label).isPresent())
                .count();
        return 2 * containers > labels.size()
                ? new JudgedTask(Task.ofAnyJson(), false, new AnswerReading.OfJson(json -> true))
                : new JudgedTask(Task.ofText(), false, new AnswerReading.OfText());
    }

    /** Whether answers are JSON, so that they have fields. */
    public boolean json() {
        return reading instanceof AnswerReading.OfJson;
    }

    /** Whether a text has the form of an answer, be it one of the task or not: JSON, or calls of tools. */
    public boolean parses(String text) {
        return switch (task.kind()) {
            case JSON -> AnswerReading.OfJson.container(text).isPresent();
            case TOOL_CALL -> ToolCalls.read(text).isPresent();
            case LABEL, TEXT -> true;
        };
    }

    public Answer read(String text) {
        return reading.read(text);
    }
}
