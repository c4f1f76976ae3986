package org.dasllm.fake.batch;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/**
 * One request of a batch.
 *
 * @param key the client's name for it
 * @param path where it would be sent alone
 * @param refused what is wrong with it, where that is known already
 */
record Row(String key, String path, JsonNode body, Optional<String> refused) {
    Row(String key, String path, JsonNode body) {
        this(key, path, body, Optional.empty());
    }
}
