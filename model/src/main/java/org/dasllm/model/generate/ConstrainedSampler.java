package org.dasllm.model.generate;

/**
 * Lets another sampler choose among the tokens that a constraint allows.
 *
 * @param sampler chooses
 * @param constraint is told what was chosen
 */
record ConstrainedSampler(Sampler sampler, TokenConstraint constraint) implements Sampler {
    @Override
    public int next(float[] logits) {
        constraint.mask(logits);
        int token = sampler.next(logits);
        constraint.accept(token);
        return token;
    }
}
