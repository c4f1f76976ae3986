package org.dasllm.wire.responses;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dasllm.wire.chat.Finish;
import org.dasllm.wire.chat.Part;
import org.dasllm.wire.chat.ResponseHead;
import org.dasllm.wire.chat.ScoredToken;
import org.dasllm.wire.chat.Usage;
import org.dasllm.wire.received.LogprobReader;
import org.dasllm.wire.received.ServerError;
import org.dasllm.wire.received.Values;

/** Reads a response object, whole or as a stream's last events repeat it. */
final class OutputReader {
    private OutputReader() {}

    static ResponseHead head(JsonNode response) {
        return new ResponseHead(
                Values.text(response.path("id")),
                Values.time(response.path("created_at")),
                Values.text(response.path("model")),
                Optional.empty());
    }

    /**
     * The items' parts. What the model says while it works is no part of its answer: it is kept as it is, like items of kinds that are
     * not known.
     */
    static List<Part> parts(JsonNode output) {
        List<Part> parts = new ArrayList<>();
        for (JsonNode item : output) {
            String type = Values.words(item, "type");
            if (type.equals("reasoning")) {
                reasoning(item, parts);
            } else if (type.equals("message") && !isCommentary(item)) {
                item.path("content").forEach(part -> parts.add(content(part)));
            } else if (type.equals("function_call")) {
                parts.add(new Part.ToolCall(
                        Values.words(item, "call_id"), Values.words(item, "name"), Values.words(item, "arguments")));
            } else {
                parts.add(new Part.Other(type, item));
            }
        }
        return parts;
    }

    /** Whether a message accompanies the model's work. */
    static boolean isCommentary(JsonNode item) {
        return Values.words(item, "phase").equals("commentary");
    }

    private static Part content(JsonNode part) {
        String type = Values.words(part, "type");
        return switch (type) {
            case "output_text" -> new Part.Text(Values.words(part, "text"));
            case "refusal" -> new Part.Refusal(Values.words(part, "refusal"));
            default -> new Part.Other(type, part);
        };
    }

    /** One part for each text, and one without text where there is none, so that what is encrypted is kept with the first. */
    private static void reasoning(JsonNode item, List<Part> parts) {
        Optional<String> id = Values.text(item.path("id"));
        Optional<String> encrypted = encrypted(item);
        List<String> texts = new ArrayList<>();
        item.path("summary").forEach(part -> texts.add(Values.words(part, "text")));
        item.path("content").forEach(part -> texts.add(Values.words(part, "text")));
        texts.removeIf(String::isEmpty);
        if (texts.isEmpty()) {
            texts.add("");
        }
        for (String text : texts) {
            parts.add(new Part.Reasoning(text, id, encrypted));
            encrypted = Optional.empty();
        }
    }

    static Optional<String> encrypted(JsonNode item) {
        return Values.text(item.path("encrypted_content")).filter(text -> !text.isEmpty());
    }

    /** The tokens of the answer's texts; empty where none are reported. */
    static Optional<List<ScoredToken>> tokens(JsonNode output) {
        List<ScoredToken> tokens = new ArrayList<>();
        for (JsonNode item : output) {
            if (!isCommentary(item)) {
                item.path("content")
                        .forEach(part ->
                                LogprobReader.tokens(part.path("logprobs")).ifPresent(tokens::addAll));
            }
        }
        return tokens.isEmpty() ? Optional.empty() : Optional.of(tokens);
    }

    /** By the status, and by what a completed answer holds. */
    static Optional<Finish> finish(JsonNode response, List<Part> parts) {
        String status = Values.words(response, "status");
        if (status.equals("incomplete")) {
            String reason = Values.words(response.path("incomplete_details"), "reason");
            return Optional.of(Finish.ofWord(reason.isEmpty() ? status : reason));
        }
        if (parts.stream().anyMatch(Part.Refusal.class::isInstance)) {
            return Optional.of(Finish.ofWord("refusal"));
        }
        if (parts.stream().anyMatch(Part.ToolCall.class::isInstance)) {
            return Optional.of(Finish.ofWord("function_call"));
        }
        return status.isEmpty() ? Optional.empty() : Optional.of(Finish.ofWord(status));
    }

    /** Tokens from a cache and those put into one are parts of the input, and those of thoughts are a part of the output. */
    static Optional<Usage> usage(JsonNode response) {
        JsonNode usage = response.path("usage");
        return usage.isObject()
                ? Optional.of(new Usage(
                        Values.count(usage.path("input_tokens")),
                        Values.count(usage.path("output_tokens")),
                        Values.count(usage.path("input_tokens_details").path("cached_tokens")),
                        Values.count(usage.path("input_tokens_details").path("cache_write_tokens")),
                        Values.count(usage.path("output_tokens_details").path("reasoning_tokens"))))
                : Optional.empty();
    }

    /** What is said of a failure beside its code and message, such as the status, is no word of an error. */
    static ServerError error(JsonNode error) {
        return new ServerError(
                null, Values.text(error.path("code")).map(List::of).orElse(List.of()), Values.words(error, "message"));
    }
}
