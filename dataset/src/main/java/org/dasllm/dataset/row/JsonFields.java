package org.dasllm.dataset.row;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.dasllm.format.io.CanonicalJson;
import org.dasllm.format.io.Json;

/**
 * An answer is a JSON object with exactly these fields, each a string, a number or a truth value that is written as one of
 * its values; numbers that are equal are one. Its kind stays: {@code 1} and {@code "1"} are two labels, as they are to the
 * evaluation.
 */
record JsonFields(Map<String, List<String>> fields) implements AnswerSchema {
    JsonFields {
        fields = Map.copyOf(fields);
    }

    @Override
    public Judgement judge(String answer) {
        JsonNode tree;
        try {
            tree = Json.mapper()
                    .reader()
                    .with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .readTree(answer);
        } catch (JsonProcessingException e) {
            return Judgement.refused(CheckAnswer.NOT_JSON, Excerpt.of(answer));
        }
        if (!tree.isObject()) {
            return Judgement.refused(CheckAnswer.NOT_JSON, Excerpt.of(answer) + " is not an object");
        }
        TreeMap<String, String> labels = new TreeMap<>();
        for (String field : new TreeMap<>(fields).keySet()) {
            JsonNode value = tree.get(field);
            if (value == null) {
                return Judgement.refused(CheckAnswer.MISSING_FIELD, "no field '" + field + "'");
            }
            if (!allowed(value, fields.getOrDefault(field, List.of()))) {
                return Judgement.refused(CheckAnswer.UNKNOWN_VALUE, "field '" + field + "'" + whatItIs(value));
            }
            labels.put(field, CanonicalJson.label(value));
        }
        for (Iterator<String> names = tree.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!fields.containsKey(name)) {
                return Judgement.refused(CheckAnswer.UNKNOWN_FIELD, "field " + Excerpt.of(name));
            }
        }
        return Judgement.allowed(CanonicalJson.of(tree), labels);
    }

    private static boolean allowed(JsonNode value, List<String> values) {
        if (value.isTextual()) {
            return values.contains(value.textValue());
        }
        if (value.isBoolean()) {
            // YAML's other spellings of true are True and TRUE.
            return values.stream().anyMatch(each -> each.equalsIgnoreCase(value.asText()));
        }
        return value.isNumber() && values.stream().anyMatch(each -> equal(each, value.decimalValue()));
    }

    private static boolean equal(String written, BigDecimal number) {
        try {
            return new BigDecimal(written).compareTo(number) == 0;
        } catch (NumberFormatException notANumber) {
            return false;
        }
    }

    private static String whatItIs(JsonNode value) {
        if (value.isNull()) {
            return " is null";
        }
        String kind = value.isArray() ? " is a list" : value.isObject() ? " is an object" : "";
        return kind + ": " + Excerpt.of(value.toString());
    }
}
