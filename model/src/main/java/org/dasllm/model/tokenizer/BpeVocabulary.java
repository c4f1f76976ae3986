package org.dasllm.model.tokenizer;

import java.util.List;

/**
 * A trained byte-level tokenizer.
 *
 * @param specialTokens have the first ids
 * @param tokens every token in the order of the ids, as the byte alphabet spells it: special ones, 256 bytes, merged ones
 * @param merges in the order in which they are applied
 */
public record BpeVocabulary(List<String> specialTokens, List<String> tokens, List<Merge> merges) {
    /** Two neighbours that become one token. */
    public record Merge(String left, String right) {}

    public BpeVocabulary {
        specialTokens = List.copyOf(specialTokens);
        tokens = List.copyOf(tokens);
        merges = List.copyOf(merges);
    }
}
