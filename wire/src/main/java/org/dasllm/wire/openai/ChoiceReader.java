package org.dasllm.wire.openai;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.dasllm.wire.chat.ChatReply;
import org.dasllm.wire.chat.ChatResponse;
import org.dasllm.wire.chat.Choice;
import org.dasllm.wire.chat.Finish;
import org.dasllm.wire.chat.Part;
import org.dasllm.wire.chat.ResponseHead;
import org.dasllm.wire.chat.Usage;
import org.dasllm.wire.received.LogprobReader;
import org.dasllm.wire.received.ServerError;
import org.dasllm.wire.received.Values;

/** Reads the choices of a chat completion. */
final class ChoiceReader {
    private static final Set<String> TEXT_PARTS = Set.of("text", "output_text");
    private static final Set<String> REASONING_PARTS = Set.of("thinking", "reasoning", "redacted_thinking");
    /** Where servers put reasoning; the first that is there counts. */
    static final List<String> REASONING_KEYS = List.of("reasoning_content", "reasoning");

    private static final Set<String> PLAIN_KEYS = Set.of("role", "content");
    private static final int REASON_CHARACTERS = 100;

    private ChoiceReader() {}

    /**
     * The answer; empty where its first choice has no message, or what that holds in the text's place is none. Of the others,
     * those of which that is true are left out.
     */
    static Optional<ChatReply.Answered> read(JsonNode body) {
        if (!body.path("choices").isArray()) {
            return Optional.empty();
        }
        List<Choice> choices = new ArrayList<>();
        for (JsonNode each : body.path("choices")) {
            Optional<Choice> choice = choice(each, choices.size());
            if (choice.isEmpty() && choices.isEmpty()) {
                return Optional.empty();
            }
            choice.ifPresent(choices::add);
        }
        if (choices.isEmpty()) {
            return Optional.empty();
        }
        JsonNode message = body.path("choices").path(0).path("message");
        ChatResponse response = new ChatResponse(head(body), choices, usage(body));
        return Optional.of(new ChatReply.Answered(response, isPlain(message) ? null : message));
    }

    private static Optional<Choice> choice(JsonNode choice, int place) {
        JsonNode message = choice.path("message");
        if (!message.isObject()) {
            return Optional.empty();
        }
        int index = choice.path("index").asInt(place);
        return text(message.path("content"))
                .map(text -> new Choice(
                        index,
                        parts(message, text),
                        finish(choice),
                        LogprobReader.tokens(choice.path("logprobs").path("content"))));
    }

    /** The text of the first choice of an answer that was read here. */
    static String text(ChatReply.Answered answer) {
        return answer.response().choices().get(0).text();
    }

    /** The text, though it be empty, is there in any case. What cannot be read beside it is in the message alone. */
    private static List<Part> parts(JsonNode message, String text) {
        List<Part> parts = new ArrayList<>();
        REASONING_KEYS.stream()
                .map(key -> Values.words(message, key))
                .filter(words -> !words.isEmpty())
                .findFirst()
                .ifPresent(words -> parts.add(new Part.Reasoning(words)));
        parts.add(new Part.Text(text));
        if (!Values.words(message, "refusal").isEmpty()) {
            parts.add(new Part.Refusal(Values.words(message, "refusal")));
        }
        for (JsonNode call : message.path("tool_calls")) {
            JsonNode function = call.path("function");
            if (function.path("name").isTextual()) {
                parts.add(new Part.ToolCall(
                        Values.words(call, "id"), Values.words(function, "name"), Values.words(function, "arguments")));
            }
        }
        return parts;
    }

    static ResponseHead head(JsonNode body) {
        return new ResponseHead(
                Values.text(body.path("id")),
                Values.time(body.path("created")),
                Values.text(body.path("model")),
                Values.text(body.path("system_fingerprint")));
    }

    static Optional<Usage> usage(JsonNode body) {
        JsonNode usage = body.path("usage");
        return usage.isObject()
                ? Optional.of(new Usage(
                        Values.count(usage.path("prompt_tokens")),
                        OutputCount.output(usage),
                        Values.count(usage.path("prompt_tokens_details").path("cached_tokens")),
                        Values.count(usage.path("prompt_tokens_details").path("cache_write_tokens")),
                        OutputCount.reasoning(usage)))
                : Optional.empty();
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
    static Optional<Finish> finish(JsonNode choice) {
        JsonNode node = choice.path("finish_reason");
        if (node.isNull() || node.isMissingNode()) {
            return Optional.empty();
        }
        String word = node.isTextual() ? node.textValue() : node.toString();
        return Optional.of(Finish.ofWord(word.substring(0, Math.min(word.length(), REASON_CHARACTERS))));
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
}
