package org.dasllm.fake.batch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.dasllm.fake.vendor.Refused;
import org.dasllm.format.io.Json;
import org.jspecify.annotations.Nullable;

/** What the vendors' batch interfaces have in common. */
final class Lines {
    private Lines() {}

    /** The lines of a file that are not empty. */
    static List<String> of(String file) {
        return file.lines().filter(line -> !line.isBlank()).toList();
    }

    static JsonNode json(String text) {
        try {
            return Json.mapper().readTree(text);
        } catch (JsonProcessingException e) {
            throw new Refused("This is not valid JSON: " + text.substring(0, Math.min(80, text.length())));
        }
    }

    /** What comes after a batch in a list, or its beginning. */
    static List<Job> page(List<Job> all, @Nullable String after, int limit) {
        int from = 0;
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).id().equals(after)) {
                from = i + 1;
            }
        }
        return all.subList(from, Math.min(all.size(), from + limit));
    }
}
