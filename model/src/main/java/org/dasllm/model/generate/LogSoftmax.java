package org.dasllm.model.generate;

/** Logits as logarithms of probabilities. */
public final class LogSoftmax {
    private LogSoftmax() {}

    /**
     * What is subtracted from a logit to have the natural logarithm of its token's probability: log Σ exp(logit), in double precision.
     *
     * @param logits one per token of the vocabulary; they stay as they are
     * @throws IllegalStateException if they are not finite
     */
    public static double normalizer(float[] logits) {
        float highest = Float.NEGATIVE_INFINITY;
        for (float logit : logits) {
            highest = Math.max(highest, logit);
        }
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp((double) logit - highest);
        }
        double normalizer = highest + Math.log(sum);
        if (!Double.isFinite(normalizer)) {
            throw new IllegalStateException("The model's logits are not finite");
        }
        return normalizer;
    }
}
