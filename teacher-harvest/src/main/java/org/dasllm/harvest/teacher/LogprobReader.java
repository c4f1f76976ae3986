package org.dasllm.harvest.teacher;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dasllm.format.sample.AnswerToken;
import org.jspecify.annotations.Nullable;

/** Reads {@code logprobs.content} of a choice, as OpenAI's wire format has it. */
final class LogprobReader {
    /** Servers send it for minus infinity, which JSON cannot say. */
    private static final double IMPOSSIBLE = -9999;

    private LogprobReader() {}

    /** The answer's tokens; empty where the choice does not tell them, or not in full. */
    static Optional<List<AnswerToken>> tokens(JsonNode choice) {
        JsonNode content = choice.path("logprobs").path("content");
        if (!content.isArray()) {
            return Optional.empty();
        }
        List<AnswerToken> tokens = new ArrayList<>();
        for (JsonNode token : content) {
            JsonNode top = token.path("top_logprobs");
            if (!token.path("token").isTextual() || !top.isArray()) {
                return Optional.empty();
            }
            List<AnswerToken.Alternative> alternatives = new ArrayList<>();
            for (JsonNode alternative : top) {
                JsonNode logProbability = alternative.path("logprob");
                if (!alternative.path("token").isTextual() || !logProbability.isNumber()) {
                    return Optional.empty();
                }
                if (logProbability.doubleValue() > IMPOSSIBLE) {
                    alternatives.add(new AnswerToken.Alternative(
                            alternative.path("token").textValue(), bytes(alternative), logProbability.doubleValue()));
                }
            }
            tokens.add(new AnswerToken(token.path("token").textValue(), bytes(token), alternatives));
        }
        return Optional.of(tokens);
    }

    private static @Nullable List<Integer> bytes(JsonNode token) {
        JsonNode bytes = token.path("bytes");
        if (!bytes.isArray()) {
            return null;
        }
        List<Integer> values = new ArrayList<>();
        bytes.forEach(each -> values.add(each.intValue()));
        return values;
    }
}
