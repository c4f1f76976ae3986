package org.dasllm.wire.ollama;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.dasllm.wire.chat.Part;

/** Writes a call of a tool, as requests and answers have it: its arguments are an object, not a text. */
final class ToolCallWriter {
    private ToolCallWriter() {}

    /** Behind those that are there already. */
    static void add(ArrayNode calls, Part.ToolCall call, JsonNode arguments) {
        add(calls, calls.size(), call, arguments);
    }

    /** @param index the call's place in the whole answer, from 0 */
    static void add(ArrayNode calls, int index, Part.ToolCall call, JsonNode arguments) {
        ObjectNode node = calls.addObject();
        if (!call.id().isEmpty()) {
            node.put("id", call.id());
        }
        node.putObject("function").put("index", index).put("name", call.name()).set("arguments", arguments);
    }
}
