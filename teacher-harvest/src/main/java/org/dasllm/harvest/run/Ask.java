package org.dasllm.harvest.run;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * One request to be answered.
 *
 * @param sample the first sample that needs it
 */
record Ask(String hash, String sample, JsonNode body) {}
