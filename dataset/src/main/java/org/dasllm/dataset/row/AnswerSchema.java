package org.dasllm.dataset.row;

import java.io.Serializable;
import org.dasllm.dataset.config.CharacterLimits;
import org.dasllm.dataset.config.CurateConfig;
import org.jspecify.annotations.Nullable;

/** Which answers are allowed. */
public sealed interface AnswerSchema extends Serializable permits FreeText, PlainLabels, JsonFields {

    /** Judges an answer that is not blank. */
    Judgement judge(String answer);

    static AnswerSchema of(CurateConfig config) {
        if (!config.answerFields().isEmpty()) {
            return new JsonFields(config.answerFields());
        }
        return config.answerValues().isEmpty() ? new FreeText() : new PlainLabels(config.answerValues());
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
