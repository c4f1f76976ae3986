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
        JsonNode role = node.path("role");
        if (!role.isTextual()) {
            throw ApiError.missing(where + ".role");
        }
        if (!node.path("tool_calls").isEmpty()) {
            throw ApiError.unsupported(where + ".tool_calls", "This model does not call tools.");
        }
        String name = switch (role.textValue()) {
            case "system", "developer" -> "system";
            case "user" -> "user";
            case "assistant" -> "assistant";
            default ->
                throw ApiError.invalid(
                        where + ".role",
                        "Invalid value: '" + role.textValue()
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
            JsonNode part = content.get(i);
            if (!part.path("type").asText().equals("text")) {
                throw ApiError.unsupported(where + "[" + i + "].type", "This model takes parts of type 'text' only.");
            }
            if (!part.path("text").isTextual()) {
                throw ApiError.missing(where + "[" + i + "].text");
            }
            text.append(part.get("text").textValue());
        }
        return wellFormed(text.toString());
    }

    /** JSON can spell half a surrogate pair, which no encoding can write: it becomes a question mark. */
    private static String wellFormed(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }
}
