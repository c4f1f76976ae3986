package org.dasllm.model.family;

import static org.assertj.core.api.Assertions.assertThat;

/** How far numbers are from their references. */
public final class Distance {
    private Distance() {}

    /** The largest difference. */
    public static double largest(float[] found, float[] expected) {
        assertThat(found).hasSameSizeAs(expected);
        double largest = 0;
        for (int i = 0; i < found.length; i++) {
            largest = Math.max(largest, Math.abs((double) found[i] - expected[i]));
        }
        return largest;
    }

    /** ‖found − expected‖ / ‖expected‖. */
    public static double relative(float[] found, float[] expected) {
        assertThat(found).hasSameSizeAs(expected);
        double difference = 0;
        double norm = 0;
        for (int i = 0; i < found.length; i++) {
            difference += Math.pow((double) found[i] - expected[i], 2);
            norm += Math.pow(expected[i], 2);
        }
        assertThat(norm).isPositive();
        return Math.sqrt(difference / norm);
    }

    /** The cosine of the angle between the two. */
    public static double cosine(float[] found, float[] expected) {
        assertThat(found).hasSameSizeAs(expected);
        double product = 0;
        double foundNorm = 0;
        double expectedNorm = 0;
        for (int i = 0; i < found.length; i++) {
            product += (double) found[i] * expected[i];
            foundNorm += (double) found[i] * found[i];
            expectedNorm += (double) expected[i] * expected[i];
        }
        return product / Math.sqrt(foundNorm * expectedNorm);
    }
}
