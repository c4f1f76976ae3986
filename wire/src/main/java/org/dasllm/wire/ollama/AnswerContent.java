package org.dasllm.wire.ollama;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.dasllm.format.io.Json;
import org.dasllm.wire.chat.Finish;
import org.dasllm.wire.chat.Part;
import org.dasllm.wire.chat.ResponseHead;
import org.dasllm.wire.chat.ScoredToken;
import org.dasllm.wire.chat.Usage;
import org.dasllm.wire.received.LogprobReader;
import org.dasllm.wire.received.Values;

/** Reads what whole answers and pieces have in common; for one answer. */
final class AnswerContent {
    /** What the server's {@code stop} means after a call. */
    private static final Finish CALLED = Finish.ofWord("function_call");

    private int calls;

    static ResponseHead head(JsonNode answer) {
        return new ResponseHead(
                Optional.empty(),
                Values.text(answer.path("created_at")).flatMap(AnswerContent::time),
                Values.text(answer.path("model")),
                Optional.empty());
    }

    private static Optional<Instant> time(String text) {
        try {
            return Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeParseException none) {
            return Optional.empty();
        }
    }

    /** What a message says. Older servers give calls no ids; here they are numbered. */
    List<Part> parts(JsonNode message) {
        List<Part> parts = new ArrayList<>();
        String thoughts = Values.words(message, "thinking");
        if (!thoughts.isEmpty()) {
            parts.add(new Part.Reasoning(thoughts));
        }
        String text = Values.words(message, "content");
        if (!text.isEmpty()) {
            parts.add(new Part.Text(text));
        }
        for (JsonNode call : message.path("tool_calls")) {
            JsonNode function = call.path("function");
            if (function.path("name").isTextual()) {
                int place = calls++;
                JsonNode arguments = function.path("arguments");
                parts.add(new Part.ToolCall(
                        Values.text(call.path("id")).filter(id -> !id.isEmpty()).orElse("call_" + place),
                        Values.words(function, "name"),
                        arguments.isObject()
                                ? Json.line(arguments)
                                : Values.text(arguments).orElse("{}")));
            }
        }
        return parts;
    }

    /** Why it ended: the server's word, but for calls, after which it says {@code stop} too. */
    Optional<Finish> finish(JsonNode answer) {
        return Values.text(answer.path("done_reason"))
                .map(Finish::ofWord)
                .map(finish -> calls > 0 && finish.reason() == Finish.Reason.STOP ? CALLED : finish);
    }

    /** How many calls there were so far. */
    int calls() {
        return calls;
    }

    /** Tokens with their log-probabilities. Where no alternatives were asked for, the server leaves their lists out. */
    static Optional<List<ScoredToken>> tokens(JsonNode answer) {
        JsonNode tokens = answer.path("logprobs");
        if (!tokens.isArray()) {
            return Optional.empty();
        }
        ArrayNode whole = tokens.deepCopy();
        whole.forEach(token -> {
            if (token instanceof ObjectNode node && !node.has("top_logprobs")) {
                node.putArray("top_logprobs");
            }
        });
        return LogprobReader.tokens(whole);
    }

    /** Counts of nothing are left out by the server, as is that of a prompt that was in its cache. */
    static Optional<Usage> usage(JsonNode answer) {
        OptionalLong input = Values.count(answer.path("prompt_eval_count"));
        OptionalLong output = Values.count(answer.path("eval_count"));
        return input.isEmpty() && output.isEmpty()
                ? Optional.empty()
                : Optional.of(new Usage(input, output, OptionalLong.empty(), OptionalLong.empty()));
    }
}
