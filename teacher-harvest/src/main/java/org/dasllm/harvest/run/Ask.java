package org.dasllm.harvest.run;

import com.fasterxml.jackson.databind.JsonNode;
import org.dasllm.harvest.journal.Cost;

/**
 * One request to be answered.
 *
 * @param sample the first sample that needs it
 */
record Ask(String hash, String sample, JsonNode body) {

    /** More tokens than the request can cost. */
    long mostTokens() {
        return Cost.most(body);
    }
}
