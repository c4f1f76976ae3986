package org.dasllm.harvest.teacher;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the first choice of a chat completion. */
final class ChoiceReader {
    private static final Set<String> TEXT_PARTS = Set.of("text", "output_text");
    private static final Set<String> REASONING_PARTS = Set.of("thinking", "reasoning", "redacted_thinking");
    private static final Set<String> PLAIN_KEYS = Set.of("role", "content");
    private static final int REASON_CHARACTERS = 100;

    private ChoiceReader() {}

    /** The answer; empty where there is no message, or what it holds in the text's place is none. */
    static Optional<Reply.Answered> read(JsonNode body) {
        JsonNode choice = body.path("choices").path(0);
        JsonNode message = choice.path("message");
        if (!message.isObject()) {
            return Optional.empty();
        }
        return text(message.path("content"))
                .map(text -> new Reply.Answered(
                        text,
                        finishReason(choice.path("finish_reason")),
                        body.path("model").isTextual() ? body.path("model").textValue() : null,
                        count(body.path("usage").path("prompt_tokens")),
                        count(body.path("usage").path("completion_tokens")),
                        LogprobReader.tokens(choice).orElse(null),
                        isPlain(message) ? null : message));
    }

    /** An error in the choice itself, as routers tell it whose server failed after they had begun to answer. */
    static Optional<ServerError> error(JsonNode body) {
        JsonNode choice = body.path("choices").path(0);
        for (JsonNode place : new JsonNode[] {choice, choice.path("message")}) {
            if (ServerError.tells(place.path("error"))) {
                return Optional.of(ServerError.of(place));
            }
        }
        return Optional.empty();
    }

    /** No text at all, beside tool calls or reasoning that was cut off, is an empty one. */
    private static Optional<String> text(JsonNode content) {
        if (content.isTextual()) {
            return Optional.of(content.textValue());
        }
        if (content.isNull() || content.isMissingNode()) {
            return Optional.of("");
        }
        if (!content.isArray()) {
            return Optional.empty();
        }
        StringBuilder text = new StringBuilder();
        for (JsonNode part : content) {
            String type = part.path("type").asText();
            if (TEXT_PARTS.contains(type) && part.path("text").isTextual()) {
                text.append(part.path("text").textValue());
            } else if (!REASONING_PARTS.contains(type)) {
                return Optional.empty();
            }
        }
        return Optional.of(text.toString());
    }

    /** What is no text is kept as it is written, so that it is seen and is no word that anyone knows. */
    private static @Nullable String finishReason(JsonNode node) {
        if (node.isNull() || node.isMissingNode()) {
            return null;
        }
        String word = node.isTextual() ? node.textValue() : node.toString();
        return word.substring(0, Math.min(word.length(), REASON_CHARACTERS));
    }

    private static boolean isPlain(JsonNode message) {
        for (Map.Entry<String, JsonNode> field : message.properties()) {
            JsonNode value = field.getValue();
            boolean empty = value.isNull()
                    || (value.isContainerNode() && value.isEmpty())
                    || (value.isTextual() && value.textValue().isEmpty());
            if (!empty && !PLAIN_KEYS.contains(field.getKey())) {
                return false;
            }
        }
        return !message.path("content").isArray();
    }

    /** Null where it is not told or cannot be. */
    private static @Nullable Long count(JsonNode node) {
        return node.isNumber() && node.canConvertToInt() && node.intValue() >= 0 ? node.longValue() : null;
    }
}
