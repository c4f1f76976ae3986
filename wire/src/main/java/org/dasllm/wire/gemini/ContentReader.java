package org.dasllm.wire.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dasllm.format.io.Json;
import org.dasllm.wire.chat.Finish;
import org.dasllm.wire.chat.Part;
import org.dasllm.wire.chat.ResponseHead;
import org.dasllm.wire.chat.ScoredToken;
import org.dasllm.wire.received.LogprobReader;
import org.dasllm.wire.received.Values;

/** Reads what whole answers and pieces have in common. */
final class ContentReader {
    /** What the server's {@code STOP} means after a call. */
    private static final Finish CALLED = Finish.ofWord("function_call");

    private ContentReader() {}

    static ResponseHead head(JsonNode response) {
        return new ResponseHead(
                Values.text(response.path("responseId")),
                Optional.empty(),
                Values.text(response.path("modelVersion")),
                Optional.empty());
    }

    /**
     * Parts of a candidate; those of kinds that are not known are kept as they are.
     *
     * @param call names the call that a part is, where the server does not
     */
    static List<Part> parts(JsonNode parts, CallNames call) {
        List<Part> read = new ArrayList<>();
        for (JsonNode part : parts) {
            Optional<String> signature =
                    Values.text(part.path("thoughtSignature")).filter(word -> !word.isEmpty());
            if (part.path("functionCall").isObject()) {
                JsonNode function = part.path("functionCall");
                JsonNode arguments = function.path("args");
                read.add(new Part.ToolCall(
                        Values.text(function.path("id"))
                                .filter(id -> !id.isEmpty())
                                .orElseGet(call::next),
                        Values.words(function, "name"),
                        arguments.isObject() ? Json.line(arguments) : "{}",
                        signature));
            } else if (part.path("text").isTextual()) {
                String text = Values.words(part, "text");
                read.add(
                        part.path("thought").asBoolean()
                                ? new Part.Reasoning(text, signature)
                                : new Part.Text(text, signature));
            } else if (part.fieldNames().hasNext()) {
                read.add(new Part.Other(part.fieldNames().next(), part));
            }
        }
        return read;
    }

    /** Names for calls that the server gives none: the answer's, and a number. */
    static final class CallNames {
        private final String answer;
        private int given;

        CallNames(JsonNode response) {
            this.answer = Values.text(response.path("responseId")).orElse("call");
        }

        String next() {
            return answer + "_" + given++;
        }
    }

    /** @param called whether the candidate calls a function, for which the server has no word of its own */
    static Optional<Finish> finish(JsonNode candidate, boolean called) {
        return Values.text(candidate.path("finishReason"))
                .map(Finish::ofWord)
                .map(finish -> called && finish.reason() == Finish.Reason.STOP ? CALLED : finish);
    }

    /** Why the question was not let through; empty where it was. */
    static Optional<Finish> blocked(JsonNode response) {
        return Values.text(response.path("promptFeedback").path("blockReason")).map(Finish::blocked);
    }

    /** Tokens and, in a list of the same length, the most probable ones at each place. */
    static Optional<List<ScoredToken>> tokens(JsonNode candidate) {
        JsonNode chosen = candidate.path("logprobsResult").path("chosenCandidates");
        if (!chosen.isArray()) {
            return Optional.empty();
        }
        JsonNode top = candidate.path("logprobsResult").path("topCandidates");
        List<ScoredToken> tokens = new ArrayList<>();
        for (JsonNode token : chosen) {
            List<ScoredToken> alternatives = new ArrayList<>();
            for (JsonNode each : top.path(tokens.size()).path("candidates")) {
                ScoredToken alternative = token(each, List.of());
                if (alternative.logProbability().isPresent()) {
                    alternatives.add(alternative);
                }
            }
            tokens.add(token(token, alternatives));
        }
        return Optional.of(tokens);
    }

    private static ScoredToken token(JsonNode token, List<ScoredToken> alternatives) {
        return new ScoredToken(
                Values.words(token, "token"),
                Optional.empty(),
                LogprobReader.logProbability(token.path("logProbability")),
                alternatives);
    }
}
