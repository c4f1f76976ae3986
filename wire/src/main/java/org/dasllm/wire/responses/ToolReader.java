package org.dasllm.wire.responses;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dasllm.wire.chat.RequestRefused;
import org.dasllm.wire.chat.Tool;
import org.dasllm.wire.chat.ToolChoice;
import org.dasllm.wire.request.Fields;

/** Reads tools and the choice among them. Tools that are the vendor's own, such as its search, are refused. */
final class ToolReader {
    private ToolReader() {}

    static List<Tool> tools(Fields fields) {
        List<JsonNode> list = fields.array("tools");
        List<Tool> tools = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            Fields tool = Fields.of(list.get(i), "tools[" + i + "]");
            String type = tool.string("type");
            if (!type.equals("function")) {
                throw RequestRefused.unsupported(
                        tool.prefix() + "type",
                        "This server has no tools of its own: 'tools' are of type 'function' only.");
            }
            tools.add(new Tool.Function(
                    tool.string("name"),
                    tool.optionalString("description"),
                    tool.inner("parameters").map(Fields::object),
                    tool.truth("strict")));
        }
        return tools;
    }

    static ToolChoice choice(Fields fields) {
        Optional<JsonNode> value = fields.value("tool_choice");
        if (value.isEmpty()) {
            return ToolChoice.Any.AUTO;
        }
        if (value.get().isObject()) {
            Fields choice = Fields.of(value.get(), "tool_choice");
            if (!choice.string("type").equals("function")) {
                throw RequestRefused.unsupported(
                        "tool_choice", "This server supports a 'tool_choice' of type 'function' only, or a word.");
            }
            return new ToolChoice.Function(choice.string("name"));
        }
        return switch (fields.string("tool_choice")) {
            case "auto" -> ToolChoice.Any.AUTO;
            case "none" -> ToolChoice.Any.NONE;
            case "required" -> ToolChoice.Any.REQUIRED;
            default ->
                throw RequestRefused.invalid(
                        "tool_choice",
                        "Invalid 'tool_choice': supported values are 'none', 'auto', 'required', and a function.");
        };
    }
}
