package org.dasllm.wire.openai;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import org.dasllm.wire.chat.ChatRequest;
import org.dasllm.wire.chat.Tool;
import org.dasllm.wire.chat.ToolChoice;

/** Writes tools and the choice among them. */
final class ToolWriter {
    private ToolWriter() {}

    static void tools(ObjectNode body, ChatRequest request) {
        if (request.tools().isEmpty()) {
            return;
        }
        ArrayNode tools = body.putArray("tools");
        request.tools().forEach(tool -> tool(tools, tool));
        if (request.toolChoice() instanceof ToolChoice.Function function) {
            ObjectNode choice = body.putObject("tool_choice").put("type", "function");
            choice.putObject("function").put("name", function.name());
        } else if (request.toolChoice() instanceof ToolChoice.Any any && any != ToolChoice.Any.AUTO) {
            body.put("tool_choice", any.name().toLowerCase(Locale.ROOT));
        }
    }

    private static void tool(ArrayNode tools, Tool tool) {
        if (tool instanceof Tool.Other other) {
            tools.add(other.content());
        } else if (tool instanceof Tool.Function function) {
            ObjectNode node = tools.addObject().put("type", "function").putObject("function");
            node.put("name", function.name());
            function.description().ifPresent(text -> node.put("description", text));
            function.parameters().ifPresent(schema -> node.set("parameters", schema));
            if (function.strict()) {
                node.put("strict", true);
            }
        }
    }
}
