package org.dasllm.fake.batch;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * One request of a batch.
 *
 * @param key the client's name for it
 * @param path where it would be sent alone
 */
record Row(String key, String path, JsonNode body) {}
