package org.dasllm.format.task;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The fields at the top of a JSON answer. Where a schema says them in another way than by {@code properties}, such as by a
 * reference or alternatives, they are not known, and the list is empty.
 *
 * @param fields in the schema's order
 * @param closed whether an answer can have no other field
 */
public record AnswerFields(List<AnswerField> fields, boolean closed) {
    /** Nothing is known of the fields. */
    static final AnswerFields UNKNOWN = new AnswerFields(List.of(), false);

    private static final Set<String> COMPARABLE = Set.of("number", "integer", "boolean");

    public AnswerFields {
        fields = List.copyOf(fields);
    }

    static AnswerFields of(JsonNode schema) {
        Set<String> required = new HashSet<>();
        schema.path("required").forEach(name -> required.add(name.asText()));
        List<AnswerField> fields = new ArrayList<>();
        schema.path("properties")
                .properties()
                .forEach(property -> fields.add(
                        field(property.getKey(), required.contains(property.getKey()), property.getValue())));
        JsonNode others = schema.path("additionalProperties");
        boolean patterns = schema.path("patternProperties").size() > 0;
        return new AnswerFields(fields, others.isBoolean() && !others.booleanValue() && !patterns);
    }

    private static AnswerField field(String name, boolean required, JsonNode schema) {
        List<JsonNode> values = values(schema);
        String type = schema.path("type").asText();
        boolean comparable =
                !values.isEmpty() || COMPARABLE.contains(type) || (type.equals("string") && schema.has("format"));
        return new AnswerField(name, required, values, comparable);
    }

    private static List<JsonNode> values(JsonNode schema) {
        List<JsonNode> values = new ArrayList<>();
        if (schema.has("const")) {
            values.add(schema.get("const"));
        } else if (schema.path("enum").isArray()) {
            schema.get("enum").forEach(values::add);
        } else if (schema.path("type").asText().equals("boolean")) {
            return List.of(BooleanNode.TRUE, BooleanNode.FALSE);
        }
        return values.stream().allMatch(JsonNode::isValueNode) ? values : List.of();
    }

    public Optional<AnswerField> named(String name) {
        return fields.stream().filter(field -> field.name().equals(name)).findFirst();
    }

    public List<String> names() {
        return fields.stream().map(AnswerField::name).toList();
    }
}
