package org.dasllm.dataset.row;

import java.io.Serializable;
import java.util.Optional;
import org.dasllm.dataset.config.CharacterLimits;
import org.dasllm.format.task.Task;
import org.jspecify.annotations.Nullable;

/** Which answers are allowed. */
public sealed interface AnswerSchema extends Serializable
        permits FreeText, PlainLabels, AnyLabel, JsonAnswers, ToolAnswers {

    /** Judges an answer that is not blank. */
    AnswerOutcome judge(String answer);

    /**
     * What the task allows; any text where there is no task.
     *
     * @throws org.dasllm.format.error.DasllmException if the task's schema cannot be used
     */
    static AnswerSchema of(Optional<Task> declared) {
        Task task = declared.orElseGet(Task::ofText);
        return switch (task.kind()) {
            case TEXT -> new FreeText();
            case LABEL -> task.labels().isEmpty() ? new AnyLabel() : new PlainLabels(task.labels());
            case JSON -> new JsonAnswers(task);
            case TOOL_CALL -> new ToolAnswers(task);
        };
    }

    /** Absence, then the schema, then the length. */
    static AnswerOutcome judge(@Nullable String answer, AnswerSchema schema, CharacterLimits limits) {
        if (answer == null || answer.isBlank()) {
            return AnswerOutcome.refused(CheckAnswer.EMPTY, answer == null ? "no answer" : "a blank answer");
        }
        AnswerOutcome judgement = schema.judge(answer);
        if (judgement.rejection() != null) {
            return judgement;
        }
        int length = answer.codePointCount(0, answer.length());
        if (length < limits.minimum()) {
            return AnswerOutcome.refused(CheckAnswer.TOO_SHORT, length + " characters, least " + limits.minimum());
        }
        if (length > limits.maximum()) {
            return AnswerOutcome.refused(CheckAnswer.TOO_LONG, length + " characters, most " + limits.maximum());
        }
        return judgement;
    }
}
