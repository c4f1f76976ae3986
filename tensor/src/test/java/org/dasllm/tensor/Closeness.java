package org.dasllm.tensor;

import static org.assertj.core.api.Assertions.assertThat;

/** Equality up to rounding: ‖actual − expected‖ against ‖expected‖. */
final class Closeness {
    /** A tenth of a unit per number: where the truth is zero, float32 rounding of unit-sized inputs is no error. */
    private static final double FLOOR = 0.1;

    private Closeness() {}

    static void assertClose(String name, double[] actual, double[] expected, double tolerance) {
        assertThat(actual.length).as(name).isEqualTo(expected.length);
        double difference = 0;
        double size = 0;
        for (int i = 0; i < actual.length; i++) {
            difference += (actual[i] - expected[i]) * (actual[i] - expected[i]);
            size += expected[i] * expected[i];
        }
        double scale = Math.max(Math.sqrt(size), FLOOR * Math.sqrt(actual.length));
        // Not "greater than": a NaN must fail too.
        assertThat(Math.sqrt(difference) <= tolerance * scale)
                .as("%s differs by %.3g of %.3g", name, Math.sqrt(difference), scale)
                .isTrue();
    }

    static void assertClose(String name, float[] actual, float[] expected, double tolerance) {
        assertClose(name, doubles(actual), doubles(expected), tolerance);
    }

    private static double[] doubles(float[] values) {
        double[] result = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            result[i] = values[i];
        }
        return result;
    }
}
