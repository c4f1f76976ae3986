package org.dasllm.harvest.label;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.dasllm.format.sample.AnswerToken;

/** Finds a label's tokens behind those of the reasoning before it. */
final class LabelTokens {
    /** After the answer a server may tell the token that ended it. */
    private static final int MOST_AFTER = 2;

    private LabelTokens() {}

    /** The last tokens that spell the label; empty where a token holds both of it and of what comes before it. */
    static Optional<List<AnswerToken>> of(List<AnswerToken> tokens, String label) {
        byte[] wanted = label.getBytes(StandardCharsets.UTF_8);
        for (int after = 0; after <= Math.min(MOST_AFTER, tokens.size()); after++) {
            int end = tokens.size() - after;
            int begin = end;
            int length = 0;
            while (begin > 0 && length < wanted.length) {
                begin--;
                length += bytes(tokens.get(begin)).length;
            }
            if (length == wanted.length && Arrays.equals(spelled(tokens.subList(begin, end)), wanted)) {
                return Optional.of(tokens.subList(begin, tokens.size()));
            }
        }
        return Optional.empty();
    }

    private static byte[] spelled(List<AnswerToken> tokens) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        tokens.forEach(token -> all.writeBytes(bytes(token)));
        return all.toByteArray();
    }

    private static byte[] bytes(AnswerToken token) {
        List<Integer> told = token.bytes();
        if (told == null) {
            return token.text().getBytes(StandardCharsets.UTF_8);
        }
        byte[] bytes = new byte[told.size()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = told.get(i).byteValue();
        }
        return bytes;
    }
}
