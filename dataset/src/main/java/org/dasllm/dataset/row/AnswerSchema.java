package org.dasllm.dataset.row;

import java.io.Serializable;
import java.util.Optional;
import org.dasllm.dataset.config.CharacterLimits;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.task.Task;
import org.jspecify.annotations.Nullable;

/** Which answers are allowed. */
public sealed interface AnswerSchema extends Serializable permits FreeText, PlainLabels, AnyLabel, JsonAnswers {

    /** Judges an answer that is not blank. */
    Judgement judge(String answer);

    /**
     * What the task allows; any text where there is no task.
     *
     * @throws DasllmException if the task's schema cannot be used, or answers of its kind cannot be checked
     */
    static AnswerSchema of(Optional<Task> declared) {
        Task task = declared.orElseGet(Task::ofText);
        return switch (task.kind()) {
            case TEXT -> new FreeText();
            case LABEL -> task.labels().isEmpty() ? new AnyLabel() : new PlainLabels(task.labels());
            case JSON -> new JsonAnswers(task);
            case TOOL_CALL ->
                throw DasllmException.usage(
                        "curate: task.kind is tool_call, and curation cannot check tool calls yet",
                        "Declare kind json with the call's name and arguments as fields, or text to keep every answer");
        };
    }

    /** Absence, then the schema, then the length. */
    static Judgement judge(@Nullable String answer, AnswerSchema schema, CharacterLimits limits) {
        if (answer == null || answer.isBlank()) {
            return Judgement.refused(CheckAnswer.EMPTY, answer == null ? "no answer" : "a blank answer");
        }
        Judgement judgement = schema.judge(answer);
        if (judgement.rejection() != null) {
            return judgement;
        }
        int length = answer.codePointCount(0, answer.length());
        if (length < limits.minimum()) {
            return Judgement.refused(CheckAnswer.TOO_SHORT, length + " characters, least " + limits.minimum());
        }
        if (length > limits.maximum()) {
            return Judgement.refused(CheckAnswer.TOO_LONG, length + " characters, most " + limits.maximum());
        }
        return judgement;
    }
}
