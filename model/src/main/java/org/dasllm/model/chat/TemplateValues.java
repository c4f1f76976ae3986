package org.dasllm.model.chat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns and JSON as the values that templates of transformers are given. */
final class TemplateValues {
    private TemplateValues() {}

    /** Keys that say nothing of a turn are left out: templates ask whether they are there. */
    static Map<String, @Nullable Object> of(Turn turn) {
        Map<String, @Nullable Object> message = new LinkedHashMap<>();
        message.put("role", turn.role());
        message.put("content", turn.content());
        if (!turn.calls().isEmpty()) {
            message.put(
                    "tool_calls", turn.calls().stream().map(TemplateValues::of).toList());
        }
        if (!turn.callId().isEmpty()) {
            message.put("tool_call_id", turn.callId());
        }
        return message;
    }

    private static Map<String, @Nullable Object> of(Turn.Call call) {
        Map<String, @Nullable Object> function = new LinkedHashMap<>();
        function.put("name", call.name());
        function.put("arguments", of(call.arguments()));
        Map<String, @Nullable Object> node = new LinkedHashMap<>();
        if (!call.id().isEmpty()) {
            node.put("id", call.id());
        }
        node.put("type", "function");
        node.put("function", function);
        return node;
    }

    /** Whole numbers that fit are Long, others Double. */
    static @Nullable Object of(JsonNode json) {
        if (json.isObject()) {
            Map<String, @Nullable Object> map = new LinkedHashMap<>();
            json.properties().forEach(each -> map.put(each.getKey(), of(each.getValue())));
            return map;
        } else if (json.isArray()) {
            List<@Nullable Object> list = new ArrayList<>();
            json.forEach(each -> list.add(of(each)));
            return list;
        } else if (json.isIntegralNumber() && json.canConvertToLong()) {
            return json.longValue();
        } else if (json.isNumber()) {
            return json.doubleValue();
        } else if (json.isBoolean()) {
            return json.booleanValue();
        }
        return json.isNull() ? null : json.asText();
    }
}
