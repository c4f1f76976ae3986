package org.dasllm.wire.gemini;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.dasllm.format.io.Json;
import org.dasllm.wire.chat.ChatMessage;
import org.dasllm.wire.chat.ChatMessage.Role;
import org.dasllm.wire.chat.ChatRequest;
import org.dasllm.wire.chat.Tool;
import org.dasllm.wire.chat.ToolChoice;

/** Writes the body of a request. The order of its keys never changes: requests are known by the hash of their bodies. */
final class RequestWriter {
    private RequestWriter() {}

    static ObjectNode write(ChatRequest request) {
        ObjectNode body = Json.mapper().createObjectNode();
        ContentWriter.contents(body.putArray("contents"), request.messages());
        system(body, request.messages());
        tools(body, request);
        ObjectNode config = ConfigWriter.config(request);
        if (!config.isEmpty()) {
            body.set("generationConfig", config);
        }
        return body;
    }

    /** Apart from the conversation, wherever in it the operator spoke. */
    private static void system(ObjectNode body, List<ChatMessage> messages) {
        List<String> texts = messages.stream()
                .filter(message -> message.role() == Role.SYSTEM)
                .map(ChatMessage::text)
                .filter(text -> !text.isEmpty())
                .toList();
        if (!texts.isEmpty()) {
            ArrayNode parts = body.putObject("systemInstruction").putArray("parts");
            texts.forEach(text -> parts.addObject().put("text", text));
        }
    }

    private static void tools(ObjectNode body, ChatRequest request) {
        if (request.tools().isEmpty()) {
            return;
        }
        ArrayNode tools = body.putArray("tools");
        ArrayNode functions = Json.mapper().createArrayNode();
        for (Tool tool : request.tools()) {
            if (tool instanceof Tool.Other other) {
                tools.add(other.content());
            } else if (tool instanceof Tool.Function function) {
                function(functions.addObject(), function);
            }
        }
        if (!functions.isEmpty()) {
            tools.addObject().set("functionDeclarations", functions);
        }
        choice(body, request);
    }

    private static void function(ObjectNode node, Tool.Function function) {
        node.put("name", function.name());
        function.description().ifPresent(text -> node.put("description", text));
        function.parameters().ifPresent(schema -> node.set("parametersJsonSchema", schema));
    }

    /** Arguments are held to their schemas where a call is forced; elsewhere it must be asked for, and holds for all functions. */
    private static void choice(ObjectNode body, ChatRequest request) {
        boolean strict =
                request.tools().stream().anyMatch(tool -> tool instanceof Tool.Function function && function.strict());
        if (request.toolChoice() instanceof ToolChoice.Function function) {
            mode(body, "ANY").putArray("allowedFunctionNames").add(function.name());
        } else if (request.toolChoice() == ToolChoice.Any.NONE) {
            mode(body, "NONE");
        } else if (request.toolChoice() == ToolChoice.Any.REQUIRED) {
            mode(body, "ANY");
        } else if (strict) {
            mode(body, "VALIDATED");
        }
    }

    private static ObjectNode mode(ObjectNode body, String word) {
        return body.putObject("toolConfig").putObject("functionCallingConfig").put("mode", word);
    }
}
