package org.dasllm.harvest.batch;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * One request to be answered.
 *
 * @param key names it in the journal
 * @param sample the first sample that needs it
 */
public record BatchRequest(String key, String sample, JsonNode body) {}
