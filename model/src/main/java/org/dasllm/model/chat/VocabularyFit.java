package org.dasllm.model.chat;

import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import org.dasllm.format.error.DasllmException;
import org.dasllm.model.tokenizer.Tokenizer;

/**
 * The tokens of a tokenizer beside the rows of a model's embedding. Many embeddings have more rows than there are tokens.
 * Some real ones have fewer: a token for padding or for images was added, and text never becomes it.
 *
 * @param beyond tokens without a row, by id
 * @param rows of the embedding
 */
record VocabularyFit(SortedMap<Integer, String> beyond, int rows) {
    private static final int SHOWN = 5;

    /**
     * Compares the two.
     *
     * @param written tokens that are written in any conversation, or end it
     * @throws DasllmException naming the tokens without a row that a conversation can have: ordinary ones, and special ones
     *     that the template writes
     */
    static VocabularyFit check(Tokenizer tokenizer, ChatTemplate template, Set<Integer> written, int rows) {
        SortedMap<Integer, String> beyond = tokenizer.tokensFrom(rows);
        VocabularyFit fit = new VocabularyFit(beyond, rows);
        for (Map.Entry<Integer, String> token : beyond.entrySet()) {
            boolean onlyWritten = tokenizer.specialTokens().containsKey(token.getKey());
            if (!onlyWritten
                    || written.contains(token.getKey())
                    || template.source().contains(token.getValue())) {
                throw fit.refusal();
            }
        }
        return fit;
    }

    /** The ids, if each of them has a row. */
    int[] embedded(int[] ids) {
        for (int id : ids) {
            if (id >= rows) {
                throw refusal();
            }
        }
        return ids;
    }

    private DasllmException refusal() {
        StringBuilder named = new StringBuilder();
        beyond.entrySet().stream()
                .limit(SHOWN)
                .forEach(token -> named.append(named.length() == 0 ? "" : ", ")
                        .append("'" + token.getValue() + "' (id " + token.getKey() + ")"));
        String more = beyond.size() > SHOWN ? " and " + (beyond.size() - SHOWN) + " more" : "";
        return DasllmException.input(
                "The tokenizer has tokens beyond the model's embedding of " + rows + " rows: " + named + more,
                "Use the tokenizer.json that belongs to the model, or a model whose embedding was enlarged for them");
    }
}
