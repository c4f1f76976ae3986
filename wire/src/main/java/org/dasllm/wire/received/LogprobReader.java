package org.dasllm.wire.received;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.dasllm.wire.chat.ScoredToken;

/** Reads tokens with their log-probabilities: lists in OpenAI's form, and single ones of others. */
public final class LogprobReader {
    /** Servers send it for minus infinity, which JSON cannot say. */
    private static final double IMPOSSIBLE = -9999;
    /** A probability above one by more than rounding is none. */
    private static final double CERTAIN = 0.01;

    private LogprobReader() {}

    /**
     * The answer's tokens; empty where they are not told. Alternatives without a log-probability that is a
     * finite number are left out, and so a place may have none.
     */
    public static Optional<List<ScoredToken>> tokens(JsonNode content) {
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
        return new ScoredToken(
                token.path("token").asText(), bytes(token), logProbability(token.path("logprob")), alternatives);
    }

    /** Empty where it is not told, is no number, or is none that a token can have. */
    public static OptionalDouble logProbability(JsonNode node) {
        double value = node.isNumber() ? node.doubleValue() : Double.NaN;
        return value > IMPOSSIBLE && value <= CERTAIN ? OptionalDouble.of(value) : OptionalDouble.empty();
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
