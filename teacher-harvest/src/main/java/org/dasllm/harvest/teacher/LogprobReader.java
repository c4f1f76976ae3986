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
    /** A probability above one by more than rounding is none. */
    private static final double CERTAIN = 0.01;

    private LogprobReader() {}

    /**
     * The answer's tokens; empty where the choice does not tell them. Alternatives without a log-probability that is a
     * finite number are left out, and so a place may have none.
     */
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
                double value = logProbability.isNumber() ? logProbability.doubleValue() : Double.NaN;
                if (alternative.path("token").isTextual() && value > IMPOSSIBLE && value <= CERTAIN) {
                    alternatives.add(new AnswerToken.Alternative(
                            alternative.path("token").textValue(), bytes(alternative), value));
                }
            }
            tokens.add(new AnswerToken(token.path("token").textValue(), bytes(token), alternatives));
        }
        return Optional.of(tokens);
    }

    /** Null where they are not told, or are no bytes. */
    private static @Nullable List<Integer> bytes(JsonNode token) {
        JsonNode bytes = token.path("bytes");
        if (!bytes.isArray()) {
            return null;
        }
        List<Integer> values = new ArrayList<>();
        for (JsonNode each : bytes) {
            if (!each.isIntegralNumber() || !each.canConvertToInt() || each.intValue() < 0 || each.intValue() > 255) {
                return null;
            }
            values.add(each.intValue());
        }
        return values;
    }
}
