package org.dasllm.wire.openai;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import org.dasllm.format.io.Json;
import org.dasllm.wire.chat.ScoredToken;

/**
 * Writes the legacy form of log-probabilities of one choice, piece by piece: lists beside each other, one value a token. A token that is a
 * part of a character is spelled {@code bytes:\xe2\x82}, as at the vendor. An offset is counted in characters (code points) of the text
 * with its echo; that of a token within a character is the character's. Nothing precedes the first token of an echo, so that its
 * log-probability is null.
 */
final class CompletionLogprobs {
    private static final double VERY_UNLIKELY = -9999;
    private static final char NO_CHARACTER = '\uFFFD';

    /** Characters that have begun. */
    private int begun;

    ObjectNode write(List<ScoredToken> tokens) {
        ObjectNode node = Json.mapper().createObjectNode();
        ArrayNode texts = node.putArray("tokens");
        ArrayNode probabilities = node.putArray("token_logprobs");
        ArrayNode alternatives = node.putArray("top_logprobs");
        ArrayNode offsets = node.putArray("text_offset");
        for (ScoredToken token : tokens) {
            texts.add(spelled(token));
            if (token.logProbability().isPresent()) {
                probabilities.add(token.logProbability().getAsDouble());
                ObjectNode best = alternatives.addObject();
                token.alternatives().forEach(each -> put(best, each));
                put(best, token);
            } else {
                probabilities.addNull();
                alternatives.addNull();
            }
            offsets.add(offset(token));
        }
        return node;
    }

    private static void put(ObjectNode best, ScoredToken token) {
        best.put(spelled(token), token.logProbability().orElse(VERY_UNLIKELY));
    }

    private static String spelled(ScoredToken token) {
        if (token.text().indexOf(NO_CHARACTER) < 0 || token.bytes().isEmpty()) {
            return token.text();
        }
        StringBuilder text = new StringBuilder("bytes:");
        token.bytes().get().forEach(value -> text.append(String.format(Locale.ROOT, "\\x%02x", value)));
        return text.toString();
    }

    private int offset(ScoredToken token) {
        List<Integer> bytes = token.bytes().orElse(List.of());
        boolean within = !bytes.isEmpty() && continues(bytes.get(0));
        int offset = within ? Math.max(0, begun - 1) : begun;
        begun += (int) bytes.stream().filter(value -> !continues(value)).count();
        return offset;
    }

    /** Whether a byte of UTF-8 goes on with a character. */
    private static boolean continues(int value) {
        return (value & 0xc0) == 0x80;
    }
}
