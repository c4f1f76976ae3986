package org.dasllm.engine.server;

import java.util.List;
import java.util.Set;
import org.dasllm.model.tokenizer.TokenSpellings;
import org.dasllm.model.tokenizer.Tokenizer;
import org.dasllm.schema.automaton.ControlBytes;
import org.dasllm.schema.mask.MaskVocabulary;

/** The tokens of a model by the bytes that they write in an answer. */
public final class TokenBytes {
    private TokenBytes() {}

    /**
     * All tokens with a row in the model. Control tokens, and those of which the tokenizer knows no bytes, write nothing.
     *
     * @param size rows of the model's head
     */
    public static MaskVocabulary of(Tokenizer tokenizer, TokenSpellings spellings, int size, Set<Integer> endTokens) {
        return of(tokenizer, spellings, size, endTokens, Set.of());
    }

    /**
     * As above, with tokens that a grammar asks for by their ids, such as those around a call of a tool.
     *
     * @param controls no text spells them
     */
    public static MaskVocabulary of(
            Tokenizer tokenizer, TokenSpellings spellings, int size, Set<Integer> endTokens, Set<Integer> controls) {
        byte[][] bytes = new byte[size][];
        for (int token = 0; token < size; token++) {
            if (controls.contains(token)) {
                bytes[token] = ControlBytes.of(token);
                continue;
            }
            boolean silent = tokenizer.specialTokens().containsKey(token);
            byte[] written = silent ? new byte[0] : bytes(spellings.bytes(token));
            bytes[token] = ControlBytes.mayBePartOf(written) ? new byte[0] : written;
        }
        return new MaskVocabulary(bytes, endTokens);
    }

    private static byte[] bytes(List<Integer> values) {
        byte[] bytes = new byte[values.size()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = values.get(i).byteValue();
        }
        return bytes;
    }
}
