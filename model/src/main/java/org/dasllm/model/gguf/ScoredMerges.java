package org.dasllm.model.gguf;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;

/**
 * The merges of a SentencePiece vocabulary, which has scores instead: two neighbours are merged if their join is a token, that of the
 * highest score first.
 */
final class ScoredMerges {
    private final GgufVocabulary vocabulary;
    private final double[] scores;

    ScoredMerges(GgufVocabulary vocabulary, double[] scores) {
        this.vocabulary = vocabulary;
        this.scores = scores.clone();
    }

    /** Two tokens that become one. */
    record Merge(String left, String right, double score, int leftId, int rightId) {}

    List<Merge> inOrder() {
        List<Merge> merges = new ArrayList<>();
        for (int id = 0; id < vocabulary.size(); id++) {
            if (vocabulary.isNormal(id) && !vocabulary.token(id).isEmpty()) {
                add(vocabulary.token(id), scores[id], merges);
            }
        }
        merges.sort(Comparator.comparingDouble(Merge::score)
                .reversed()
                .thenComparingInt(Merge::leftId)
                .thenComparingInt(Merge::rightId));
        return merges;
    }

    private void add(String token, double score, List<Merge> merges) {
        for (int cut = token.offsetByCodePoints(0, 1); cut < token.length(); cut = token.offsetByCodePoints(cut, 1)) {
            String left = token.substring(0, cut);
            String right = token.substring(cut);
            OptionalInt leftId = vocabulary.id(left);
            OptionalInt rightId = vocabulary.id(right);
            if (leftId.isPresent()
                    && rightId.isPresent()
                    && vocabulary.isNormal(leftId.getAsInt())
                    && vocabulary.isNormal(rightId.getAsInt())) {
                merges.add(new Merge(left, right, score, leftId.getAsInt(), rightId.getAsInt()));
            }
        }
    }
}
