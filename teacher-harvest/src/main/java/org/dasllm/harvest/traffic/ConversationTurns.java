package org.dasllm.harvest.traffic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.Json;
import org.dasllm.format.sample.Message;
import org.dasllm.wire.chat.ChatMessage;
import org.dasllm.wire.chat.ChatRequest;
import org.dasllm.wire.chat.Part;
import org.dasllm.wire.chat.Tool;
import org.jspecify.annotations.Nullable;

/** A request's conversation and tools as a sample has them. */
final class ConversationTurns {
    private ConversationTurns() {}

    /** @throws NoSample where something is said in another way than by text and calls of tools */
    static List<Message> prompt(ChatRequest request) throws NoSample {
        List<Message> prompt = new ArrayList<>();
        for (ChatMessage message : request.messages()) {
            add(message, prompt);
        }
        return prompt;
    }

    private static void add(ChatMessage message, List<Message> prompt) throws NoSample {
        String role = message.role().name().toLowerCase(Locale.ROOT);
        StringBuilder text = new StringBuilder();
        ArrayNode calls = Json.mapper().createArrayNode();
        boolean results = false;
        for (Part part : message.parts()) {
            if (part instanceof Part.Text said) {
                text.append(said.text());
            } else if (part instanceof Part.Refusal refusal) {
                text.append(refusal.text());
            } else if (part instanceof Part.ToolCall call) {
                calls.add(call(call));
            } else if (part instanceof Part.ToolResult result) {
                results = true;
                prompt.add(new Message("tool", result.failed() ? "Error: " + result.text() : result.text()));
            } else if (part instanceof Part.Other other) {
                throw new NoSample("the request holds a part of type '" + other.type()
                        + "', and a sample holds texts and calls of tools");
            }
        }
        if (!calls.isEmpty()) {
            prompt.add(Message.assistant(answer(text.toString(), calls)));
        } else if (!results || text.length() > 0) {
            prompt.add(new Message(role, text.toString()));
        }
    }

    /** An answer that calls tools, as {@link org.dasllm.format.sample.ToolAnswer} reads it. */
    static String answer(String text, ArrayNode calls) {
        ObjectNode answer = Json.mapper().createObjectNode();
        if (!text.isBlank()) {
            answer.put("content", text);
        }
        answer.set("tool_calls", calls);
        return Json.line(answer);
    }

    private static JsonNode call(Part.ToolCall call) throws NoSample {
        try {
            ObjectNode node = Json.mapper().createObjectNode().put("name", call.name());
            node.set("arguments", call.object("a sample"));
            return node;
        } catch (DasllmException e) {
            throw new NoSample("a call of a tool in the request has arguments that are no JSON object");
        }
    }

    /** The list of functions; null where there are none. */
    static @Nullable String tools(ChatRequest request) throws NoSample {
        ArrayNode tools = Json.mapper().createArrayNode();
        for (Tool tool : request.tools()) {
            if (!(tool instanceof Tool.Function function)) {
                throw new NoSample("the request has a tool of the server's own, and a sample holds functions");
            }
            ObjectNode node = tools.addObject().put("name", function.name());
            function.description().ifPresent(text -> node.put("description", text));
            function.parameters().ifPresent(schema -> node.set("parameters", schema));
        }
        return tools.isEmpty() ? null : Json.line(tools);
    }
}
