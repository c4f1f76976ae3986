package org.dasllm.harvest.recorded;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What an answer may call, as a sample has it: a JSON list of functions with {@code name}, {@code description} and {@code parameters}.
 * OpenAI's tools and functions, Anthropic's ({@code input_schema}) and Gemini's ({@code functionDeclarations}) are read, also as the
 * text of JSON.
 */
final class ToolList {
    private static final List<String> SCHEMAS =
            List.of("parameters", "input_schema", "parametersJsonSchema", "parameters_json_schema");
    private static final List<String> DECLARATIONS = List.of("functionDeclarations", "function_declarations");

    /** Gemini writes JSON Schema's types in capitals. */
    private static final Set<String> TYPES =
            Set.of("OBJECT", "ARRAY", "STRING", "NUMBER", "INTEGER", "BOOLEAN", "NULL");

    private ToolList() {}

    /**
     * The list; null where there is none.
     *
     * @param name of the value, for messages
     */
    static @Nullable String read(Row row, String name, @Nullable Value given) throws RowLeftOut {
        Value value = given == null ? new Value.Null() : ValueReader.structured(given);
        if (value.isEmpty()) {
            return null;
        }
        if (!(value instanceof Value.Items items)) {
            throw row.wrong("'" + name + "' is " + value.kind() + ", not an array of tools");
        }
        List<Value> functions = new ArrayList<>();
        for (Value tool : items.values()) {
            Value.Fields fields = fields(row, name, ValueReader.structured(tool));
            Value declared = DECLARATIONS.stream()
                    .filter(fields::has)
                    .findFirst()
                    .map(fields::get)
                    .orElse(null);
            if (declared instanceof Value.Items list) {
                for (Value each : list.values()) {
                    functions.add(function(row, name, fields(row, name, each)));
                }
            } else {
                functions.add(function(row, name, fields));
            }
        }
        return new Value.Items(functions).json();
    }

    private static Value.Fields fields(Row row, String name, Value value) {
        if (value instanceof Value.Fields fields) {
            return fields;
        }
        throw row.wrong("'" + name + "' holds " + value.kind() + " where a tool should be");
    }

    private static Value function(Row row, String name, Value.Fields tool) throws RowLeftOut {
        Value.Fields function = tool.get("function") instanceof Value.Fields shell ? shell : tool;
        if (!(function.get("name") instanceof Value.Text called) || called.isEmpty()) {
            String kind = tool.get("type") instanceof Value.Text type
                    ? type.text()
                    : tool.values().keySet().stream().sorted().findFirst().orElse("nothing");
            throw new RowLeftOut("it has a tool that is no function: " + kind);
        }
        if (tool.get("type") instanceof Value.Text type
                && !Set.of("function", "custom").contains(type.text())) {
            throw new RowLeftOut("it has a tool that is no function: " + type.text());
        }
        Map<String, Value> read = new TreeMap<>();
        read.put("name", called);
        if (function.get("description") instanceof Value.Text description) {
            read.put("description", description);
        }
        for (String key : SCHEMAS) {
            Value schema = function.get(key);
            if (schema instanceof Value.Fields fields && !fields.isEmpty()) {
                read.put("parameters", lowerCaseTypes(fields));
            } else if (schema != null && !schema.isEmpty()) {
                throw row.wrong("'" + name + "': " + key + " of the tool '" + called.text() + "' is " + schema.kind()
                        + ", not a JSON Schema");
            }
        }
        return new Value.Fields(read);
    }

    private static Value lowerCaseTypes(Value value) {
        if (value instanceof Value.Items items) {
            return new Value.Items(
                    items.values().stream().map(ToolList::lowerCaseTypes).toList());
        }
        if (!(value instanceof Value.Fields fields)) {
            return value;
        }
        Map<String, Value> read = new TreeMap<>();
        fields.values()
                .forEach((key, each) -> read.put(
                        key,
                        key.equals("type") && each instanceof Value.Text type && TYPES.contains(type.text())
                                ? new Value.Text(type.text().toLowerCase(Locale.ROOT))
                                : lowerCaseTypes(each)));
        return new Value.Fields(read);
    }
}
