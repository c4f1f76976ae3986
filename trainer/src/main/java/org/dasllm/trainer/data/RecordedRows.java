package org.dasllm.trainer.data;

import java.util.Arrays;
import java.util.List;
import org.dasllm.tensor.Distillation;

/**
 * A recorded teacher's likeliest tokens for rows: row i has tokens[i] with their log-probabilities; none where nothing was
 * recorded.
 */
record RecordedRows(int[][] tokens, float[][] logProbabilities) {
    private static final int NO_TOKEN = -1;

    /** Of rows for which nothing was recorded. */
    static RecordedRows none(int rows) {
        return new RecordedRows(new int[rows][0], new float[rows][0]);
    }

    int rows() {
        return tokens.length;
    }

    RecordedRows cutTo(int rows) {
        return new RecordedRows(Arrays.copyOf(tokens, rows), Arrays.copyOf(logProbabilities, rows));
    }

    /**
     * Rows one behind the other, all with as many entries as the longest has. Where nothing was recorded the answer's own
     * token is taken for certain, so that the divergence is its cross-entropy at beta 0.
     *
     * @param targets row by row, the answer's tokens
     */
    static Distillation.RecordedTeacher joined(List<RecordedRows> parts, int[] targets) {
        int k = parts.stream()
                .flatMap(part -> Arrays.stream(part.tokens))
                .mapToInt(row -> Math.max(1, row.length))
                .max()
                .orElse(1);
        int[] tokens = new int[targets.length * k];
        float[] logProbabilities = new float[targets.length * k];
        Arrays.fill(tokens, NO_TOKEN);
        int row = 0;
        for (RecordedRows part : parts) {
            for (int i = 0; i < part.rows(); i++, row++) {
                int[] names = part.tokens[i];
                if (names.length > 0) {
                    System.arraycopy(names, 0, tokens, row * k, names.length);
                    System.arraycopy(part.logProbabilities[i], 0, logProbabilities, row * k, names.length);
                } else if (targets[row] >= 0) {
                    tokens[row * k] = targets[row];
                }
            }
        }
        return new Distillation.RecordedTeacher(k, tokens, logProbabilities);
    }
}
