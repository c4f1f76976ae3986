package org.dasllm.wire.openai;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.dasllm.wire.chat.ScoredToken;

/** Writes tokens with their log-probabilities, as chat completions and responses have them. */
public final class LogprobWriter {
    /** What the protocol has for a token whose log-probability is not known. */
    private static final double VERY_UNLIKELY = -9999;

    private LogprobWriter() {}

    /** One object a token, with its alternatives. */
    public static void write(ArrayNode content, List<ScoredToken> tokens) {
        for (ScoredToken token : tokens) {
            ArrayNode alternatives = spell(content.addObject(), token).putArray("top_logprobs");
            token.alternatives().forEach(alternative -> spell(alternatives.addObject(), alternative));
        }
    }

    private static ObjectNode spell(ObjectNode node, ScoredToken token) {
        node.put("token", token.text()).put("logprob", token.logProbability().orElse(VERY_UNLIKELY));
        if (token.bytes().isEmpty()) {
            return node.putNull("bytes");
        }
        ArrayNode bytes = node.putArray("bytes");
        token.bytes().get().forEach(bytes::add);
        return node;
    }
}
