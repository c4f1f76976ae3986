package org.dasllm.eval.curve;

/** Shares of what is true. */
final class Shares {
    private Shares() {}

    static double of(boolean[] values) {
        return (double) count(values) / values.length;
    }

    static int count(boolean[] values) {
        int count = 0;
        for (boolean value : values) {
            count += value ? 1 : 0;
        }
        return count;
    }
}
