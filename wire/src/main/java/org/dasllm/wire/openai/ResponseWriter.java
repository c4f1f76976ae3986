package org.dasllm.wire.openai;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.dasllm.format.io.Json;
import org.dasllm.wire.chat.ChatResponse;
import org.dasllm.wire.chat.Choice;
import org.dasllm.wire.chat.Finish;
import org.dasllm.wire.chat.Part;
import org.dasllm.wire.chat.ResponseHead;
import org.dasllm.wire.chat.ScoredToken;
import org.dasllm.wire.chat.Usage;
import org.dasllm.wire.received.AnswerMessage;

/** Writes whole answers, and what chunks have in common with them. */
final class ResponseWriter {
    private ResponseWriter() {}

    /** A {@code chat.completion}. */
    static ObjectNode whole(ChatResponse response) {
        ObjectNode body = start("chat.completion", response.head());
        ArrayNode choices = body.putArray("choices");
        response.choices().forEach(choice -> choice(choices.addObject(), choice));
        response.usage().ifPresent(usage -> usage(body, usage));
        return body;
    }

    static ObjectNode start(String object, ResponseHead head) {
        ObjectNode body = Json.mapper().createObjectNode();
        head.id().ifPresent(id -> body.put("id", id));
        body.put("object", object);
        head.created().ifPresent(time -> body.put("created", time.getEpochSecond()));
        head.model().ifPresent(model -> body.put("model", model));
        head.fingerprint().ifPresent(fingerprint -> body.put("system_fingerprint", fingerprint));
        return body;
    }

    private static void choice(ObjectNode node, Choice choice) {
        List<Part> parts = choice.parts();
        ObjectNode message = node.put("index", choice.index()).putObject("message");
        message.put("role", "assistant").put("content", text(parts).orElse(null));
        message.put("refusal", refusal(parts).orElse(null));
        reasoning(parts).ifPresent(reasoning -> message.put("reasoning_content", reasoning));
        AnswerMessage.toolCalls(message, parts);
        logprobs(node, choice.tokens());
        node.put("finish_reason", choice.finish().map(ResponseWriter::word).orElse(null));
    }

    /** Empty where there is no text part, as beside calls of tools. */
    static Optional<String> text(List<Part> parts) {
        return joined(parts.stream()
                .filter(Part.Text.class::isInstance)
                .map(part -> ((Part.Text) part).text())
                .toList());
    }

    static Optional<String> refusal(List<Part> parts) {
        return joined(parts.stream()
                .filter(Part.Refusal.class::isInstance)
                .map(part -> ((Part.Refusal) part).text())
                .toList());
    }

    static Optional<String> reasoning(List<Part> parts) {
        return joined(parts.stream()
                .filter(Part.Reasoning.class::isInstance)
                .map(part -> ((Part.Reasoning) part).text())
                .toList());
    }

    private static Optional<String> joined(List<String> texts) {
        return texts.isEmpty() ? Optional.empty() : Optional.of(texts.stream().collect(Collectors.joining()));
    }

    static void logprobs(ObjectNode choice, Optional<List<ScoredToken>> tokens) {
        if (tokens.isEmpty()) {
            choice.putNull("logprobs");
            return;
        }
        ObjectNode logprobs = choice.putObject("logprobs");
        LogprobWriter.write(logprobs.putArray("content"), tokens.get());
        logprobs.putNull("refusal");
    }

    static String word(Finish finish) {
        return finish.word().orElseGet(() -> switch (finish.reason()) {
            case STOP, OTHER -> "stop";
            case LENGTH -> "length";
            case TOOL_CALLS -> "tool_calls";
            case REFUSAL, CONTENT_FILTER -> "content_filter";
        });
    }

    static void usage(ObjectNode body, Usage usage) {
        long input = usage.input().orElse(0);
        long output = usage.output().orElse(0);
        ObjectNode node = body.putObject("usage")
                .put("prompt_tokens", input)
                .put("completion_tokens", output)
                .put("total_tokens", input + output);
        detail(node, "prompt_tokens_details", "cached_tokens", usage.cachedInput());
        detail(node, "completion_tokens_details", "reasoning_tokens", usage.reasoning());
    }

    private static void detail(ObjectNode usage, String object, String name, OptionalLong tokens) {
        if (tokens.isPresent()) {
            usage.putObject(object).put(name, tokens.getAsLong());
        }
    }
}
