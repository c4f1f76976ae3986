package org.dasllm.format.task;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Answers whose fields each have one of a list of values that are known only as they are written: {@code 1} stands for the
 * number and for the text, {@code True} for the truth value and for the text.
 */
final class ListedValues {
    private ListedValues() {}

    /** The JSON Schema of an object with exactly these fields. */
    static ObjectNode schema(Map<String, List<String>> fields) {
        ObjectNode properties = JsonNodeFactory.instance.objectNode();
        ArrayNode required = JsonNodeFactory.instance.arrayNode();
        new TreeMap<>(fields).forEach((name, values) -> {
            properties.putObject(name).set("enum", allowed(values));
            required.add(name);
        });
        ObjectNode schema = JsonNodeFactory.instance.objectNode();
        schema.put("$schema", FieldsSchema.DRAFT).put("type", "object").set("properties", properties);
        schema.set("required", required);
        return schema.put("additionalProperties", false);
    }

    private static ArrayNode allowed(List<String> values) {
        ArrayNode allowed = JsonNodeFactory.instance.arrayNode();
        Set<Object> seen = new HashSet<>();
        for (String value : values) {
            if (seen.add(value)) {
                allowed.add(value);
            }
            Optional<BigDecimal> number = number(value);
            if (number.isPresent() && seen.add(number.get())) {
                allowed.add(number.get());
            }
            if (truth(value) && seen.add(Boolean.valueOf(value))) {
                allowed.add(Boolean.parseBoolean(value));
            }
        }
        return allowed;
    }

    /**
     * What each field's values are as they are written, one writing for equal numbers and truth values; empty where the
     * answer is not an object of exactly such fields.
     */
    static Optional<Map<String, Set<String>>> of(AnswerFields answer) {
        boolean exact = answer.closed()
                && !answer.fields().isEmpty()
                && answer.fields().stream().allMatch(field -> field.required() && field.listed());
        if (!exact) {
            return Optional.empty();
        }
        Map<String, Set<String>> written = new TreeMap<>();
        answer.fields().forEach(field -> {
            Set<String> values = new TreeSet<>();
            field.values().forEach(value -> values.add(written(value)));
            written.put(field.name(), values);
        });
        return Optional.of(written);
    }

    private static String written(JsonNode value) {
        String text = value.asText();
        return number(text).map(BigDecimal::toString).orElse(truth(text) ? text.toLowerCase(Locale.ROOT) : text);
    }

    private static boolean truth(String value) {
        return value.equalsIgnoreCase("true") || value.equalsIgnoreCase("false");
    }

    private static Optional<BigDecimal> number(String value) {
        try {
            return Optional.of(new BigDecimal(value).stripTrailingZeros());
        } catch (NumberFormatException notANumber) {
            return Optional.empty();
        }
    }
}
