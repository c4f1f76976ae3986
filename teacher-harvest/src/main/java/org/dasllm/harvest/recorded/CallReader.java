package org.dasllm.harvest.recorded;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.dasllm.format.io.Json;
import org.dasllm.format.task.ToolCall;
import org.jspecify.annotations.Nullable;

/** Calls of tools, as vendors and files write them. Arguments that are no JSON object leave the row out: models do write such. */
final class CallReader {
    private final Row row;

    CallReader(Row row) {
        this.row = row;
    }

    /** Those of OpenAI's message: {@code tool_calls}, or {@code function_call} as it was before them. */
    List<Turn.Call> ofMessage(String name, Value.Fields message) throws RowLeftOut {
        List<Turn.Call> calls = new ArrayList<>();
        Value list = message.get("tool_calls");
        if (list != null && !list.isEmpty()) {
            if (!(list instanceof Value.Items items)) {
                throw row.wrong(name + ": tool_calls is " + list.kind() + ", not an array");
            }
            for (Value call : items.values()) {
                calls.add(function(name + ": tool_calls, call " + (calls.size() + 1), call));
            }
        }
        Value legacy = message.get("function_call");
        if (legacy != null && !legacy.isEmpty()) {
            calls.add(named(name + ": function_call", null, legacy, "arguments"));
        }
        return calls;
    }

    /** One call of OpenAI's, with or without the shell around its function. */
    private Turn.Call function(String name, Value value) throws RowLeftOut {
        Value.Fields call = fields(name, value);
        String id = call.get("id") instanceof Value.Text text ? text.text() : null;
        if (call.get("type") instanceof Value.Text type && !type.text().equals("function")) {
            throw row.wrong(
                    name + " is of type '" + type.text() + "', and only functions can be learnt",
                    "Leave such rows out");
        }
        return named(name, id, call.get("function") instanceof Value.Fields shell ? shell : call, "arguments");
    }

    /** A call with its name and, under {@code key}, its arguments as an object or as the text of one. */
    Turn.Call named(String name, @Nullable String id, Value value, String key) throws RowLeftOut {
        Value.Fields call = fields(name, value);
        if (!(call.get("name") instanceof Value.Text tool) || tool.isEmpty()) {
            throw row.wrong(name + " has no name of a tool");
        }
        return new Turn.Call(id, new ToolCall(tool.text(), arguments(call.get(key))));
    }

    /** ShareGPT's: the text of an object, or of an array of them, with {@code name} and {@code arguments}. */
    List<Turn.Call> ofText(String name, @Nullable Value value) throws RowLeftOut {
        Value read = value == null ? new Value.Null() : ValueReader.structured(value);
        List<Value> list = read instanceof Value.Items items ? items.values() : List.of(read);
        if (list.isEmpty() || !list.stream().allMatch(Value.Fields.class::isInstance)) {
            throw new RowLeftOut("a call of a tool is no JSON object");
        }
        List<Turn.Call> calls = new ArrayList<>();
        for (Value call : list) {
            String key = ((Value.Fields) call).has("parameters") ? "parameters" : "arguments";
            calls.add(named(name, null, call, key));
        }
        return calls;
    }

    private Value.Fields fields(String name, Value value) {
        if (value instanceof Value.Fields fields) {
            return fields;
        }
        throw row.wrong(name + " is " + value.kind() + ", not an object");
    }

    private static JsonNode arguments(@Nullable Value value) throws RowLeftOut {
        String text = value == null || value.isEmpty() ? "{}" : value instanceof Value.Text t ? t.text() : value.json();
        try {
            JsonNode node = Json.mapper().readTree(text);
            if (node != null && node.isObject()) {
                return node;
            }
        } catch (JsonProcessingException e) {
            throw new RowLeftOut("a call's arguments are no JSON");
        }
        throw new RowLeftOut("a call's arguments are no JSON object");
    }
}
