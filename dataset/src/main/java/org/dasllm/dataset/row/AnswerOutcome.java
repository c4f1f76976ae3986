package org.dasllm.dataset.row;

import java.util.Map;
import org.dasllm.dataset.step.Reason;
import org.dasllm.dataset.step.Rejection;
import org.jspecify.annotations.Nullable;

/**
 * What is known of an answer.
 *
 * @param rejection why it is not allowed; null where it is
 * @param canonical the same text for answers that mean the same; empty where the answer is not allowed
 * @param labels the value of each answer field, for the counts of the card
 */
public record AnswerOutcome(@Nullable Rejection rejection, String canonical, Map<String, String> labels) {
    public AnswerOutcome {
        labels = Map.copyOf(labels);
    }

    static AnswerOutcome allowed(String canonical, Map<String, String> labels) {
        return new AnswerOutcome(null, canonical, labels);
    }

    static AnswerOutcome refused(Reason reason, String detail) {
        return new AnswerOutcome(new Rejection(reason, detail), "", Map.of());
    }
}
