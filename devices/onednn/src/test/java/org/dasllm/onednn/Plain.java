package org.dasllm.onednn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.dasllm.tensor.AttentionShape;

/** The formulas in float64, one loop after the other, and what the tests of kernels need besides. */
public final class Plain {
    private Plain() {}

    public static float[] random(long seed, int count) {
        Random random = new Random(seed);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    /** a [m, k] · b [n, k]ᵀ. */
    public static double[] timesTransposed(float[] a, float[] b, int m, int n, int k) {
        double[] c = new double[m * n];
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                for (int l = 0; l < k; l++) {
                    c[i * n + j] += (double) a[i * k + l] * b[j * k + l];
                }
            }
        }
        return c;
    }

    public static double[] doubles(float[] values) {
        double[] result = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            result[i] = values[i];
        }
        return result;
    }

    public static double[] attention(float[] q, float[] k, float[] v, int rows, AttentionShape shape) {
        return attention(doubles(q), doubles(k), doubles(v), rows, shape);
    }

    /** Causal attention of one sequence. */
    public static double[] attention(double[] q, double[] k, double[] v, int rows, AttentionShape shape) {
        double[] output = new double[rows * shape.queryColumns()];
        int size = shape.headSize();
        for (int head = 0; head < shape.heads(); head++) {
            int keyHead = head / (shape.heads() / shape.keyValueHeads());
            for (int i = 0; i < rows; i++) {
                double[] e = new double[i + 1];
                double max = Double.NEGATIVE_INFINITY;
                int seen = shape.firstSeen(i);
                for (int j = seen; j <= i; j++) {
                    for (int c = 0; c < size; c++) {
                        e[j] += q[i * shape.queryColumns() + head * size + c]
                                * k[j * shape.keyValueColumns() + keyHead * size + c]
                                * shape.scale();
                    }
                    e[j] = shape.capped() ? shape.softCap() * Math.tanh(e[j] / shape.softCap()) : e[j];
                    max = Math.max(max, e[j]);
                }
                double sum = 0;
                for (int j = seen; j <= i; j++) {
                    e[j] = Math.exp(e[j] - max);
                    sum += e[j];
                }
                for (int j = seen; j <= i; j++) {
                    for (int c = 0; c < size; c++) {
                        output[i * shape.queryColumns() + head * size + c] +=
                                e[j] / sum * v[j * shape.keyValueColumns() + keyHead * size + c];
                    }
                }
            }
        }
        return output;
    }

    /** ‖actual − expected‖ ≤ 1e-5 ‖expected‖. */
    public static void assertClose(float[] actual, double[] expected) {
        assertClose(actual, expected, 1e-5);
    }

    public static void assertClose(float[] actual, double[] expected, double tolerance) {
        assertThat(actual).hasSameSizeAs(expected);
        double difference = 0;
        double size = 0;
        for (int i = 0; i < actual.length; i++) {
            difference += (actual[i] - expected[i]) * (actual[i] - expected[i]);
            size += expected[i] * expected[i];
        }
        assertThat(Math.sqrt(difference / size)).isLessThanOrEqualTo(tolerance);
    }

    public static double dot(float[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    public static double dot(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }
}
