package org.dasllm.dataset.row;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.dasllm.format.io.Json;

/** An answer is a JSON object with exactly these fields, each a string among its values. */
record JsonFields(Map<String, List<String>> fields) implements AnswerSchema {
    JsonFields {
        fields = Map.copyOf(fields);
    }

    @Override
    public Judgement judge(String answer) {
        JsonNode tree;
        try {
            tree = Json.mapper().readTree(answer);
        } catch (JsonProcessingException e) {
            return Judgement.refused(Reason.ANSWER_NOT_JSON, Excerpt.of(answer));
        }
        if (!tree.isObject()) {
            return Judgement.refused(Reason.ANSWER_NOT_JSON, Excerpt.of(answer) + " is not an object");
        }
        TreeMap<String, String> labels = new TreeMap<>();
        for (String field : new TreeMap<>(fields).keySet()) {
            JsonNode value = tree.get(field);
            if (value == null) {
                return Judgement.refused(Reason.ANSWER_MISSING_FIELD, "no field '" + field + "'");
            }
            if (!value.isTextual() || !fields.getOrDefault(field, List.of()).contains(value.textValue())) {
                return Judgement.refused(
                        Reason.ANSWER_UNKNOWN_VALUE, "field '" + field + "': " + Excerpt.of(value.toString()));
            }
            labels.put(field, value.textValue());
        }
        for (Iterator<String> names = tree.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!fields.containsKey(name)) {
                return Judgement.refused(Reason.ANSWER_UNKNOWN_FIELD, "field " + Excerpt.of(name));
            }
        }
        return Judgement.allowed(Json.line(labels), labels);
    }
}
