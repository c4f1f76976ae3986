package org.dasllm.wire.bedrock;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dasllm.wire.chat.RequestRefused;
import org.dasllm.wire.chat.Tool;
import org.dasllm.wire.chat.ToolChoice;
import org.dasllm.wire.request.Fields;

/** Reads {@code toolConfig}. */
final class ToolReader {
    private ToolReader() {}

    static List<Tool> tools(Fields config) {
        List<JsonNode> list = config.array("tools");
        List<Tool> tools = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            Fields tool = Fields.of(list.get(i), config.prefix() + "tools." + i);
            if (tool.has("cachePoint")) {
                continue;
            }
            Fields spec = tool.inner("toolSpec")
                    .orElseThrow(() -> RequestRefused.unsupported(
                            tool.prefix() + "toolSpec",
                            "This server has no tools of its own: '" + tool.prefix() + "toolSpec' is required."));
            tools.add(new Tool.Function(
                    spec.string("name"),
                    spec.optionalString("description"),
                    Optional.of(spec.required("inputSchema").required("json").object()),
                    spec.truth("strict")));
        }
        return tools;
    }

    static ToolChoice choice(Optional<Fields> config) {
        Optional<Fields> choice = config.flatMap(tools -> tools.inner("toolChoice"));
        if (choice.isEmpty() || choice.get().has("auto")) {
            return ToolChoice.Any.AUTO;
        } else if (choice.get().has("any")) {
            return ToolChoice.Any.REQUIRED;
        } else if (choice.get().has("tool")) {
            return new ToolChoice.Function(choice.get().required("tool").string("name"));
        }
        throw RequestRefused.invalid(
                "toolConfig.toolChoice", "Invalid 'toolConfig.toolChoice': it must have 'auto', 'any' or 'tool'.");
    }
}
