package org.dasllm.tensor.reference;

import java.util.Arrays;

/**
 * From a teacher whose logits of every token are known.
 *
 * @param teacher logits [hidden rows, vocabulary]
 */
record LocalDivergence(Divergence divergence, double[] teacher) implements RowLoss {

    @Override
    public double add(int row, double[] logits, double factor, double[] gradient) {
        int vocabulary = logits.length;
        Divergence.Value value =
                divergence.of(logits, Arrays.copyOfRange(teacher, row * vocabulary, (row + 1) * vocabulary));
        for (int token = 0; token < vocabulary; token++) {
            gradient[token] += factor * value.gradient()[token];
        }
        return value.divergence();
    }
}
