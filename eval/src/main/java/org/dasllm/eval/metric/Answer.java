package org.dasllm.eval.metric;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/**
 * An answer as it came, and read.
 *
 * @param text as it came
 * @param json what it says, where the labels are JSON and it is a valid JSON object or array
 * @param valid whether it can be read at all; plain text always can
 */
public record Answer(String text, Optional<JsonNode> json, boolean valid) {}
