package org.dasllm.tensor.reference;

/** exp(x) / Σ exp(x). */
final class Softmax {
    private Softmax() {}

    static double[] of(double[] x) {
        double[] p = logarithm(x);
        for (int i = 0; i < p.length; i++) {
            p[i] = Math.exp(p[i]);
        }
        return p;
    }

    /** The logarithm of the softmax. */
    static double[] logarithm(double[] x) {
        double logSum = logSum(x);
        double[] result = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            result[i] = x[i] - logSum;
        }
        return result;
    }

    /** ln Σ exp(x). */
    static double logSum(double[] x) {
        double max = Double.NEGATIVE_INFINITY;
        for (double value : x) {
            max = Math.max(max, value);
        }
        double sum = 0;
        for (double value : x) {
            sum += Math.exp(value - max);
        }
        return max + Math.log(sum);
    }
}
