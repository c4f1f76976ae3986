package org.dasllm.wire.ollama;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.dasllm.wire.chat.Tool;
import org.dasllm.wire.request.Fields;

/** Reads what the model may call. */
final class ToolReader {
    private ToolReader() {}

    static List<Tool> tools(Fields fields) {
        List<JsonNode> list = fields.array("tools");
        List<Tool> tools = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            Fields tool = Fields.of(list.get(i), "tools[" + i + "]");
            boolean function = tool.optionalString("type").orElse("function").equals("function");
            tools.add(function ? function(tool.required("function")) : new Tool.Other(tool.object()));
        }
        return tools;
    }

    private static Tool function(Fields function) {
        return new Tool.Function(
                function.string("name"),
                function.optionalString("description").filter(text -> !text.isEmpty()),
                function.inner("parameters").map(schema -> schema.object()),
                false);
    }
}
