package org.dasllm.tensor.reference;

/** Matrix products of row-major matrices, each added to a result [m, n]: the three orientations a linear layer needs. */
final class Multiply {
    private Multiply() {}

    /** result += scale · a·bᵀ, with a [m, k] and b [n, k]. */
    static void byTransposed(double[] a, double[] b, double[] result, int m, int n, int k, double scale) {
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                double sum = 0;
                for (int l = 0; l < k; l++) {
                    sum += a[i * k + l] * b[j * k + l];
                }
                result[i * n + j] += scale * sum;
            }
        }
    }

    /** result += scale · a·b, with a [m, k] and b [k, n]. */
    static void plain(double[] a, double[] b, double[] result, int m, int n, int k, double scale) {
        for (int i = 0; i < m; i++) {
            for (int l = 0; l < k; l++) {
                double factor = scale * a[i * k + l];
                for (int j = 0; j < n; j++) {
                    result[i * n + j] += factor * b[l * n + j];
                }
            }
        }
    }

    /** result += scale · aᵀ·b, with a [k, m] and b [k, n]. */
    static void transposed(double[] a, double[] b, double[] result, int m, int n, int k, double scale) {
        for (int l = 0; l < k; l++) {
            for (int i = 0; i < m; i++) {
                double factor = scale * a[l * m + i];
                for (int j = 0; j < n; j++) {
                    result[i * n + j] += factor * b[l * n + j];
                }
            }
        }
    }
}
