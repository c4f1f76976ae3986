package org.dasllm.tensor;

/**
 * AdamW with decoupled weight decay (Loshchilov and Hutter, 2017, arXiv:1711.05101) over a fixed list of parameters:
 * θ ← θ − lr·λ·θ, then θ ← θ − lr · m̂ / (√v̂ + ε), as PyTorch orders it.
 */
public interface AdamW {

    /**
     * The optimiser's constants; the learning rate comes with every step.
     *
     * @param beta1 decay of the first moment
     * @param beta2 decay of the second moment
     * @param epsilon added to the root of the second moment
     * @param weightDecay λ
     */
    record Settings(double beta1, double beta2, double epsilon, double weightDecay) {
        /** The usual values, without weight decay. */
        public static final Settings DEFAULTS = new Settings(0.9, 0.999, 1e-8, 0.0);
    }

    /** √(Σ g²) over all gradients. */
    double gradientNorm();

    /** One update with gradientScale · gradient; then clears the gradients. */
    void step(double learningRate, double gradientScale);

    /** Updates so far. */
    int steps();

    void clearGradients();

    /** The moments of parameter i of the list, as [first, second]; copies. */
    float[][] readMoments(int parameter);

    /** Puts back what {@link #readMoments} and {@link #steps} gave. */
    void restore(int steps, float[][][] moments);
}
