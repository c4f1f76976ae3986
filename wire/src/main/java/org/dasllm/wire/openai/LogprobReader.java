package org.dasllm.wire.openai;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.dasllm.wire.chat.ScoredToken;

/** Reads {@code logprobs.content} of a choice. */
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
    static Optional<List<ScoredToken>> tokens(JsonNode choice) {
        JsonNode content = choice.path("logprobs").path("content");
        if (!content.isArray()) {
            return Optional.empty();
        }
        List<ScoredToken> tokens = new ArrayList<>();
        for (JsonNode token : content) {
            JsonNode top = token.path("top_logprobs");
            if (!token.path("token").isTextual() || !top.isArray()) {
                return Optional.empty();
            }
            List<ScoredToken> alternatives = new ArrayList<>();
            for (JsonNode alternative : top) {
                ScoredToken read = token(alternative, List.of());
                if (alternative.path("token").isTextual()
                        && read.logProbability().isPresent()) {
                    alternatives.add(read);
                }
            }
            tokens.add(token(token, alternatives));
        }
        return Optional.of(tokens);
    }

    private static ScoredToken token(JsonNode token, List<ScoredToken> alternatives) {
        JsonNode logProbability = token.path("logprob");
        double value = logProbability.isNumber() ? logProbability.doubleValue() : Double.NaN;
        return new ScoredToken(
                token.path("token").asText(),
                bytes(token),
                value > IMPOSSIBLE && value <= CERTAIN ? OptionalDouble.of(value) : OptionalDouble.empty(),
                alternatives);
    }

    /** Empty where they are not told, or are no bytes. */
    private static Optional<List<Integer>> bytes(JsonNode token) {
        JsonNode bytes = token.path("bytes");
        if (!bytes.isArray()) {
            return Optional.empty();
        }
        List<Integer> values = new ArrayList<>();
        for (JsonNode each : bytes) {
            if (!each.isIntegralNumber() || !each.canConvertToInt() || each.intValue() < 0 || each.intValue() > 255) {
                return Optional.empty();
            }
            values.add(each.intValue());
        }
        return Optional.of(values);
    }
}
