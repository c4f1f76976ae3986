package org.dasllm.format.config;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.Json;
import org.jspecify.annotations.Nullable;

/**
 * A configuration as a tree of JSON, and where its values stand.
 *
 * @param root the whole of it
 * @param name what messages call it, such as the file's name
 * @param places where values stand and how they are spelled there, by their place in the tree; a value that is not listed
 *     stands where the one around it does
 */
public record ConfigSource(JsonNode root, String name, Map<JsonPointer, Place> places) {

    /**
     * Where a value stands.
     *
     * @param where such as {@code run.yaml:7}
     * @param spelling its characters there, where a tree would lose some of them, as in {@code 007}; null for the tree's
     */
    public record Place(String where, @Nullable String spelling) {}

    public ConfigSource {
        places = Map.copyOf(places);
    }

    /** A configuration in plain JSON, whose values all stand in {@code name}. */
    public static ConfigSource json(String text, String name) {
        JsonNode root = Json.parse(text, JsonNode.class, name);
        if (!root.isObject()) {
            throw DasllmException.usage(name + " is not a JSON object", "Write keys and values between braces");
        }
        return new ConfigSource(root, name, Map.of());
    }

    /** One section of it, as a configuration of its own; an empty one where it is not there. */
    public ConfigSource section(String key) {
        JsonNode section = root.path(key);
        JsonNode found =
                section.isMissingNode() || section.isNull() ? Json.mapper().createObjectNode() : section;
        return new ConfigSource(found, name + ", '" + key + "'", Map.of());
    }

    String where(JsonPointer pointer) {
        for (JsonPointer at = pointer; at != null; at = at.head()) {
            Place place = places.get(at);
            if (place != null) {
                return place.where();
            }
        }
        return name;
    }

    /** A single value's characters, as they stand in the file where that is known; a default stands in none. */
    String spelling(JsonPointer pointer, JsonNode value) {
        Place place = places.get(pointer);
        String spelled = place == null || !root.at(pointer).equals(value) ? null : place.spelling();
        return spelled == null ? value.asText() : spelled;
    }
}
