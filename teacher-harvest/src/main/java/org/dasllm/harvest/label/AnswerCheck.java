package org.dasllm.harvest.label;

import java.util.Map;
import java.util.Optional;

/**
 * What the task makes of an answer.
 *
 * @param fault why it is not allowed, in words that can be said to who gave it; empty where it is allowed
 * @param canonical the same text for answers that mean the same; empty where it is not allowed
 * @param fields the value of each field of the answer; empty where it has none
 */
public record AnswerCheck(Optional<String> fault, String canonical, Map<String, String> fields) {
    public AnswerCheck {
        fields = Map.copyOf(fields);
    }

    public boolean allowed() {
        return fault.isEmpty();
    }
}
