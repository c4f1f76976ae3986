package org.dasllm.tensor.reference;

/** DoRA's factor g = m / ‖W + s·B·A‖, one for every output. */
final class Magnitude {
    private final ReferenceParameter magnitude;
    private final double[] norms;

    Magnitude(
            ReferenceParameter magnitude,
            ReferenceParameter weight,
            ReferenceParameter a,
            ReferenceParameter b,
            double scale) {
        this.magnitude = magnitude;
        this.norms = new double[weight.rows()];
        double[] merged = weight.values().clone();
        Multiply.plain(b.values(), a.values(), merged, weight.rows(), weight.columns(), a.rows(), scale);
        for (int row = 0; row < norms.length; row++) {
            for (int column = 0; column < weight.columns(); column++) {
                norms[row] = Math.hypot(norms[row], merged[row * weight.columns() + column]);
            }
        }
    }

    /** (g − less) ∘ values, for rows as wide as the output. */
    double[] scaled(double[] values, double less) {
        double[] result = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            int output = i % norms.length;
            result[i] = values[i] * (magnitude.values()[output] / norms[output] - less);
        }
        return result;
    }

    /** Adds Σ dy ∘ directions / ‖W + s·B·A‖ where the magnitude is trainable. */
    void addGradient(double[] dy, double[] directions) {
        if (magnitude.trainable()) {
            for (int i = 0; i < dy.length; i++) {
                int output = i % norms.length;
                magnitude.gradient()[output] += dy[i] * directions[i] / norms[output];
            }
        }
    }
}
