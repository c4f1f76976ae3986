package org.dasllm.eval.metric;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/**
 * An answer as it came, and read.
 *
 * @param text as it came
 * @param json what it says, where the task is JSON and it is an answer of the task
 * @param valid whether it is an answer of the task; any text is one where the task is text
 */
public record Answer(String text, Optional<JsonNode> json, boolean valid) {
    /** None came, or it was refused. */
    public static final Answer MISSING = new Answer("", Optional.empty(), false);
}
