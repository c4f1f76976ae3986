package org.dasllm.wire.openai;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.dasllm.wire.chat.ChatMessage;
import org.dasllm.wire.chat.ChatMessage.Role;
import org.dasllm.wire.chat.Part;
import org.dasllm.wire.chat.RequestRefused;
import org.dasllm.wire.request.Fields;

/**
 * Reads the conversation of a request. A message's content comes first among its parts, so that their places are the same as in
 * the request; then what an assistant's message has beside it.
 */
final class MessageReader {
    private MessageReader() {}

    static List<ChatMessage> read(Fields request) {
        JsonNode list = request.value("messages").orElseThrow(() -> RequestRefused.missing("messages"));
        if (!list.isArray()) {
            throw Fields.wrong("messages", "an array of objects", list);
        }
        if (list.isEmpty()) {
            throw RequestRefused.invalid("messages", "Invalid 'messages': it must have at least one message.");
        }
        List<ChatMessage> messages = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            String where = "messages[" + i + "]";
            messages.add(message(new Fields(Fields.object(where, list.get(i))), where));
        }
        return messages;
    }

    private static ChatMessage message(Fields message, String where) {
        String word = message.string("role", where + ".role");
        Role role = switch (word) {
            case "system", "developer" -> Role.SYSTEM;
            case "user" -> Role.USER;
            case "assistant" -> Role.ASSISTANT;
            case "tool" -> Role.TOOL;
            default ->
                throw RequestRefused.invalid(
                        where + ".role",
                        "Invalid value: '" + word
                                + "'. Supported values are: 'system', 'developer', 'user', 'assistant' and 'tool'.");
        };
        return new ChatMessage(
                role,
                switch (role) {
                    case SYSTEM, USER -> content(message, where + ".content");
                    case ASSISTANT -> assistant(message, where);
                    case TOOL -> List.of(result(message, where));
                });
    }

    private static List<Part> assistant(Fields message, String where) {
        List<Part> more = new ArrayList<>();
        message.optionalString("reasoning_content", where + ".reasoning_content")
                .ifPresent(text -> more.add(new Part.Reasoning(text)));
        message.optionalString("refusal", where + ".refusal").ifPresent(text -> more.add(new Part.Refusal(text)));
        List<Part> calls = ToolReader.calls(message, where + ".tool_calls");
        more.addAll(calls);
        List<Part> parts = new ArrayList<>();
        boolean needed = calls.isEmpty() && more.stream().noneMatch(Part.Refusal.class::isInstance);
        if (needed || message.has("content")) {
            parts.addAll(content(message, where + ".content"));
        }
        parts.addAll(more);
        return parts;
    }

    private static Part result(Fields message, String where) {
        String text = Part.text(content(message, where + ".content"));
        return new Part.ToolResult(message.string("tool_call_id", where + ".tool_call_id"), text);
    }

    private static List<Part> content(Fields message, String where) {
        JsonNode content = message.value("content").orElseThrow(() -> RequestRefused.missing(where));
        if (content.isTextual()) {
            return List.of(new Part.Text(content.textValue()));
        }
        if (!content.isArray()) {
            throw Fields.wrong(where, "a string or an array of parts", content);
        }
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i < content.size(); i++) {
            parts.add(part(content.get(i), where + "[" + i + "]"));
        }
        return parts;
    }

    private static Part part(JsonNode node, String where) {
        Fields part = new Fields(Fields.object(where, node));
        String type = part.string("type", where + ".type");
        return switch (type) {
            case "text" -> new Part.Text(part.string("text", where + ".text"));
            case "refusal" -> new Part.Refusal(part.string("refusal", where + ".refusal"));
            default -> new Part.Other(type, node);
        };
    }
}
