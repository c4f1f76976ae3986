package org.dasllm.schema.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/** Where a schema holds further schemas. What a keyword holds otherwise ({@code enum}, {@code const}) is data. */
final class SchemaPlaces {
    private static final Set<String> IN_PLACE =
            Set.of("allOf", "anyOf", "oneOf", "not", "if", "then", "else", "dependentSchemas", "dependencies");
    private static final Set<String> ONE = Set.of(
            "additionalItems",
            "additionalProperties",
            "contains",
            "contentSchema",
            "else",
            "if",
            "items",
            "not",
            "propertyNames",
            "then",
            "unevaluatedItems",
            "unevaluatedProperties");
    private static final Set<String> LISTS = Set.of("allOf", "anyOf", "oneOf", "prefixItems", "items");
    private static final Set<String> MAPS =
            Set.of("$defs", "definitions", "dependentSchemas", "dependencies", "patternProperties", "properties");

    private SchemaPlaces() {}

    /** Hands over every schema directly inside, by its place relative to this one, a JSON pointer. */
    static void children(JsonNode schema, BiConsumer<String, JsonNode> each) {
        schema.properties().forEach(entry -> {
            String keyword = entry.getKey();
            JsonNode value = entry.getValue();
            String place = "/" + escape(keyword);
            if (ONE.contains(keyword) && isSchema(value)) {
                each.accept(place, value);
            } else if (LISTS.contains(keyword) && value.isArray()) {
                for (int i = 0; i < value.size(); i++) {
                    each.accept(place + "/" + i, value.get(i));
                }
            } else if (MAPS.contains(keyword) && value.isObject()) {
                value.properties().forEach(child -> {
                    if (isSchema(child.getValue())) {
                        each.accept(place + "/" + escape(child.getKey()), child.getValue());
                    }
                });
            }
        });
    }

    /** Those of them that are applied to the same value as the schema itself. */
    static Map<String, JsonNode> inPlace(JsonNode schema) {
        Map<String, JsonNode> inPlace = new LinkedHashMap<>();
        children(schema, (place, child) -> {
            int end = place.indexOf('/', 1);
            if (IN_PLACE.contains(end < 0 ? place.substring(1) : place.substring(1, end))) {
                inPlace.put(place, child);
            }
        });
        return inPlace;
    }

    static boolean isSchema(JsonNode value) {
        return value.isObject() || value.isBoolean();
    }

    /** A name as a part of a JSON pointer. */
    static String escape(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }
}
