package org.dasllm.format.task;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.dasllm.format.error.DasllmException;

/**
 * The JSON Schema of an object whose fields are given in short form. All fields are required, no others are allowed.
 *
 * <pre>
 * intent: [refund, complaint, other]      one of these values; numbers, true, false and null stay what they are
 * urgent: boolean                         a type: string, number, integer, boolean, date (2026-11-28)
 * tags: {list_of: string}                 a list; what stands behind list_of is any of these forms
 * customer: {name: string, age: integer}  an object with fields of its own
 * </pre>
 *
 * A list always lists values, so that {@code [string]} could only mean the one value "string": it is refused, since a list
 * of strings was meant.
 */
final class FieldsSchema {
    static final String DRAFT = "https://json-schema.org/draft/2020-12/schema";
    private static final String LIST_OF = "list_of";
    private static final int DEEPEST = 10;
    private static final int MOST_VALUES = 10_000;

    private static final Map<String, String> TYPES = new LinkedHashMap<>();

    static {
        TYPES.put("string", "string");
        TYPES.put("number", "number");
        TYPES.put("integer", "integer");
        TYPES.put("boolean", "boolean");
        TYPES.put("date", "string");
    }

    private FieldsSchema() {}

    /**
     * The schema of {@code fields}, an object of names and short forms. Anything wrong is a {@link DasllmException} that
     * names the field.
     *
     * @param where the key that holds the fields, such as {@code task.fields}; messages begin with it
     */
    static ObjectNode of(JsonNode fields, String where) {
        ObjectNode schema = JsonNodeFactory.instance.objectNode();
        schema.put("$schema", DRAFT);
        schema.setAll(object(fields, where, 0));
        return schema;
    }

    private static ObjectNode field(JsonNode form, String where, int depth) {
        if (depth > DEEPEST) {
            throw fault(where, "is nested deeper than " + DEEPEST + " levels", "Make the answer flatter");
        }
        if (form.isTextual()) {
            return type(form.textValue(), where);
        }
        if (form.isArray()) {
            return values(form, where);
        }
        if (form.isObject() && form.has(LIST_OF)) {
            return list(form, where, depth);
        }
        if (form.isObject()) {
            return object(form, where, depth);
        }
        throw fault(where, "is " + form + ", which is no type", "Write " + known() + ", or values in brackets");
    }

    private static ObjectNode type(String name, String where) {
        String type = TYPES.get(name);
        if (type == null) {
            throw fault(
                    where,
                    "is '" + name + "', which is no type",
                    "Write " + known() + ", or put the value into brackets to allow only it");
        }
        ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", type);
        return name.equals(type) ? schema : schema.put("format", name);
    }

    private static ObjectNode values(JsonNode values, String where) {
        if (values.isEmpty() || values.size() > MOST_VALUES) {
            throw fault(where, "lists " + values.size() + " values", "List between 1 and " + MOST_VALUES + " values");
        }
        if (values.size() == 1 && TYPES.containsKey(values.get(0).asText())) {
            String type = values.get(0).asText();
            throw fault(
                    where,
                    "lists the one value '" + type + "', which is a type",
                    "Write {list_of: " + type + "} for a list");
        }
        Set<Object> seen = new HashSet<>();
        ArrayNode allowed = JsonNodeFactory.instance.arrayNode();
        for (JsonNode value : values) {
            if (value.isContainerNode()) {
                throw fault(
                        where, "lists something that is no plain value", "List texts, numbers, true, false or null");
            }
            if (!seen.add(value.isNumber() ? value.decimalValue().stripTrailingZeros() : value)) {
                throw fault(where, "lists " + value + " twice", "Remove one of them");
            }
            allowed.add(value);
        }
        ObjectNode schema = JsonNodeFactory.instance.objectNode();
        schema.set("enum", allowed);
        return schema;
    }

    private static ObjectNode list(JsonNode form, String where, int depth) {
        if (form.size() > 1) {
            throw fault(where, "has keys beside list_of", "Give list_of alone, or name the field otherwise");
        }
        ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "array");
        schema.set("items", field(form.get(LIST_OF), where + "." + LIST_OF, depth + 1));
        return schema;
    }

    private static ObjectNode object(JsonNode fields, String where, int depth) {
        if (!fields.isObject() || fields.isEmpty()) {
            throw fault(where, "names no fields", "Give each field's name with a type or its values");
        }
        ObjectNode properties = JsonNodeFactory.instance.objectNode();
        ArrayNode required = JsonNodeFactory.instance.arrayNode();
        fields.properties().forEach(entry -> {
            required.add(entry.getKey());
            properties.set(entry.getKey(), field(entry.getValue(), where + "." + entry.getKey(), depth + 1));
        });
        ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "object");
        schema.set("properties", properties);
        schema.set("required", required);
        return schema.put("additionalProperties", false);
    }

    private static String known() {
        return String.join(", ", TYPES.keySet());
    }

    private static DasllmException fault(String where, String what, String remedy) {
        return DasllmException.usage(where + " " + what, remedy);
    }
}
