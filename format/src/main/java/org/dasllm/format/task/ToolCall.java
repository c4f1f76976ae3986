package org.dasllm.format.task;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;
import java.util.stream.Collectors;
import org.dasllm.format.io.CanonicalJson;

/**
 * A call of a tool as an answer. As text it is {@code {"name":"NAME","arguments":{...}}}, the name first since it is decided first, the
 * arguments in {@link CanonicalJson}, so that equal calls are equal texts.
 *
 * @param name of the tool
 * @param arguments a JSON object
 */
public record ToolCall(String name, JsonNode arguments) {
    public ToolCall {
        if (!arguments.isObject()) {
            throw new IllegalArgumentException("arguments of a call that are no object");
        }
    }

    private String text() {
        return "{\"name\":" + JsonNodeFactory.instance.textNode(name) + ",\"arguments\":" + CanonicalJson.of(arguments)
                + "}";
    }

    /** The text of an answer that is these calls, in their order; one at least. {@link org.dasllm.format.sample.ToolAnswer} reads it. */
    public static String text(List<ToolCall> calls) {
        if (calls.isEmpty()) {
            throw new IllegalArgumentException("an answer without a call");
        }
        return calls.stream().map(ToolCall::text).collect(Collectors.joining(",", "{\"tool_calls\":[", "]}"));
    }
}
