package org.dasllm.model.generate;

/**
 * Lets another sampler choose among the tokens that a constraint allows.
 *
 * @param sampler chooses
 * @param constraint takes what was chosen, or has it chosen again without that token
 */
record ConstrainedSampler(Sampler sampler, TokenConstraint constraint) implements Sampler {
    @Override
    public int next(float[] logits) {
        constraint.mask(logits);
        while (true) {
            // A sampler may change the logits; the next draw needs the constraint's.
            float[] own = logits.clone();
            int token = sampler.next(own);
            if (constraint.accept(token)) {
                return token;
            }
            logits[token] = Float.NEGATIVE_INFINITY;
            if (isNoneLeft(logits)) {
                throw new IllegalStateException(
                        "behind none of the tokens that the constraint allows can the answer go on");
            }
        }
    }

    private static boolean isNoneLeft(float[] logits) {
        for (float logit : logits) {
            if (logit != Float.NEGATIVE_INFINITY) {
                return false;
            }
        }
        return true;
    }
}
