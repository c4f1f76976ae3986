package org.dasllm.tensor;

/** Where the largest number is. */
public final class Argmax {
    /** The answer for numbers of which one is NaN. */
    public static final int NONE = -1;

    private Argmax() {}

    /** Its place from the first one on, the lowest of equals. */
    public static int of(float[] values, int first, int count) {
        int best = 0;
        for (int i = 0; i < count; i++) {
            if (Float.isNaN(values[first + i])) {
                return NONE;
            }
            if (values[first + i] > values[first + best]) {
                best = i;
            }
        }
        return best;
    }
}
