package org.dasllm.engine.wire;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.dasllm.format.sample.Message;

/** The conversation of a request: text only. */
final class Messages {
    private Messages() {}

    static List<Message> read(Fields request) {
        JsonNode list = request.value("messages").orElseThrow(() -> ApiError.missing("messages"));
        if (!list.isArray()) {
            throw Fields.wrong("messages", "an array of objects", list);
        }
        if (list.isEmpty()) {
            throw ApiError.invalid("messages", "Invalid 'messages': it must have at least one message.");
        }
        List<Message> messages = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            messages.add(message(list.get(i), "messages[" + i + "]"));
        }
        return messages;
    }

    private static Message message(JsonNode node, String where) {
        if (!node.isObject()) {
            throw Fields.wrong(where, "an object", node);
        }
        String role = new Fields(node).string("role", where + ".role");
        if (!node.path("tool_calls").isEmpty()) {
            throw ApiError.unsupported(where + ".tool_calls", "This model does not call tools.");
        }
        String name = switch (role) {
            case "system", "developer" -> "system";
            case "user" -> "user";
            case "assistant" -> "assistant";
            default ->
                throw ApiError.invalid(
                        where + ".role",
                        "Invalid value: '" + role
                                + "'. Supported values are: 'system', 'developer', 'user' and 'assistant'.");
        };
        return new Message(name, content(node, where + ".content"));
    }

    private static String content(JsonNode message, String where) {
        if (!message.hasNonNull("content")) {
            throw ApiError.missing(where);
        }
        JsonNode content = message.get("content");
        if (content.isTextual()) {
            return wellFormed(content.textValue());
        }
        if (!content.isArray()) {
            throw Fields.wrong(where, "a string or an array of parts", content);
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < content.size(); i++) {
            String at = where + "[" + i + "]";
            if (!content.get(i).isObject()) {
                throw Fields.wrong(at, "an object", content.get(i));
            }
            Fields part = new Fields(content.get(i));
            if (!part.string("type", at + ".type").equals("text")) {
                throw ApiError.unsupported(at + ".type", "This model takes parts of type 'text' only.");
            }
            text.append(part.string("text", at + ".text"));
        }
        return wellFormed(text.toString());
    }

    /** JSON can spell half a surrogate pair, which no encoding can write: it becomes a question mark. */
    private static String wellFormed(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }
}
