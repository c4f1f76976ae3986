package org.dasllm.cli.bench;

import java.util.Arrays;
import java.util.Random;
import org.dasllm.tensor.Loss;
import org.dasllm.tensor.Packing;
import org.dasllm.tensor.Targets;

/**
 * Four sequences of random tokens.
 *
 * @param ids all tokens, sequence by sequence
 * @param targets token by token, the next one, or {@link Loss#IGNORED}
 */
record TrainingBatch(int[] ids, Targets targets, Packing packing) {
    static final int SEQUENCES = 4;
    static final int LENGTH = 512;
    /** The share of targets in instruction data: the answers, at the sequences' ends. */
    static final double QUARTER = 0.25;

    /**
     * Tokens whose last ones are to be predicted.
     *
     * @param share of the tokens, at the end of every sequence
     */
    static TrainingBatch of(int vocabulary, double share) {
        int[] ids = new Random(1).ints(SEQUENCES * LENGTH, 0, vocabulary).toArray();
        int[] targets = new int[ids.length];
        Arrays.fill(targets, Loss.IGNORED);
        int from = (int) (LENGTH * (1 - share));
        for (int sequence = 0; sequence < SEQUENCES; sequence++) {
            int begin = sequence * LENGTH;
            // What is to be predicted are tokens from `from` on; the first of a sequence never is.
            for (int i = Math.max(from, 1); i < LENGTH; i++) {
                targets[begin + i - 1] = ids[begin + i];
            }
        }
        int[] lengths = new int[SEQUENCES];
        Arrays.fill(lengths, LENGTH);
        return new TrainingBatch(ids, Targets.of(targets), new Packing(lengths));
    }

    /** The share of the rows that have a target. */
    double share() {
        long count = Arrays.stream(targets.tokens())
                .filter(token -> token != Loss.IGNORED)
                .count();
        return (double) count / ids.length;
    }
}
