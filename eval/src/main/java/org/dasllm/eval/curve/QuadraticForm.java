package org.dasllm.eval.curve;

/** The inverse of a covariance matrix, by which squared distances of measured points from a curve are weighted. */
final class QuadraticForm {
    private final double[][] weights;

    private QuadraticForm(double[][] weights) {
        this.weights = weights;
    }

    /** @param covariance symmetric and positive definite, one row and column a point */
    static QuadraticForm inverseOf(double[][] covariance) {
        int k = covariance.length;
        double[][] left = new double[k][];
        double[][] inverse = new double[k][k];
        for (int i = 0; i < k; i++) {
            left[i] = covariance[i].clone();
            inverse[i][i] = 1;
        }
        // Gauss and Jordan; without pivoting, which a positive definite matrix does not need.
        for (int column = 0; column < k; column++) {
            double pivot = left[column][column];
            if (!(pivot > 0)) {
                throw new IllegalArgumentException("the covariance is not positive definite");
            }
            for (int j = 0; j < k; j++) {
                left[column][j] /= pivot;
                inverse[column][j] /= pivot;
            }
            for (int row = 0; row < k; row++) {
                double factor = left[row][column];
                if (row != column) {
                    for (int j = 0; j < k; j++) {
                        left[row][j] -= factor * left[column][j];
                        inverse[row][j] -= factor * inverse[column][j];
                    }
                }
            }
        }
        return new QuadraticForm(inverse);
    }

    /** xᵀ W y. */
    double of(double[] x, double[] y) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            double row = 0;
            for (int j = 0; j < y.length; j++) {
                row += weights[i][j] * y[j];
            }
            sum += x[i] * row;
        }
        return sum;
    }
}
