package org.dasllm.format.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.lang.reflect.RecordComponent;
import java.util.Optional;
import org.dasllm.format.io.Json;
import org.jspecify.annotations.Nullable;

/** What a key is where it is not given. */
final class Defaults {
    private Defaults() {}

    /** The value of an annotation: JSON, or a word that is none. */
    static JsonNode tree(Default preset) {
        try {
            return Json.mapper().readTree(preset.value());
        } catch (JsonProcessingException word) {
            return TextNode.valueOf(preset.value());
        }
    }

    /** Whether the key may be left out although it has no default. */
    static boolean optional(RecordComponent component) {
        return component.getType() == Optional.class
                || component.getAnnotatedType().isAnnotationPresent(Nullable.class);
    }
}
