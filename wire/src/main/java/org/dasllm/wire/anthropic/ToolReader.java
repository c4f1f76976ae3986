package org.dasllm.wire.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dasllm.wire.chat.RequestRefused;
import org.dasllm.wire.chat.Tool;
import org.dasllm.wire.chat.ToolChoice;
import org.dasllm.wire.request.Fields;

/** Reads tools and the choice among them. Tools that are the vendor's own are refused. */
final class ToolReader {
    private final Fields fields;

    ToolReader(Fields fields) {
        this.fields = fields;
    }

    List<Tool> tools() {
        List<JsonNode> list = fields.array("tools");
        List<Tool> tools = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            Fields tool = Fields.of(list.get(i), "tools." + i);
            if (!tool.optionalString("type").orElse("custom").equals("custom")) {
                throw RequestRefused.unsupported(
                        tool.prefix() + "type",
                        tool.prefix() + "type: this server has no tools of its own; leave them out.");
            }
            tool.refuse("defer_loading");
            tools.add(new Tool.Function(
                    tool.string("name"),
                    tool.optionalString("description"),
                    Optional.of(tool.required("input_schema").object()),
                    tool.truth("strict")));
        }
        return tools;
    }

    ToolChoice choice() {
        Optional<Fields> choice = fields.inner("tool_choice");
        if (choice.isEmpty()) {
            return ToolChoice.Any.AUTO;
        }
        return switch (choice.get().string("type")) {
            case "auto" -> ToolChoice.Any.AUTO;
            case "any" -> ToolChoice.Any.REQUIRED;
            case "none" -> ToolChoice.Any.NONE;
            case "tool" -> new ToolChoice.Function(choice.get().string("name"));
            default ->
                throw RequestRefused.invalid(
                        "tool_choice.type", "tool_choice.type: supported values are 'auto', 'any', 'tool' and 'none'.");
        };
    }

    /** Whether several tools may be called at once; empty where nothing is said. */
    Optional<Boolean> parallel() {
        return fields.inner("tool_choice")
                .filter(choice -> choice.has("disable_parallel_tool_use"))
                .map(choice -> !choice.truth("disable_parallel_tool_use"));
    }
}
