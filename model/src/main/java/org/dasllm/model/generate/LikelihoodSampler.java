package org.dasllm.model.generate;

/** Adds up how probable the tokens are that another sampler chooses. Every token needs its logits read for that. */
final class LikelihoodSampler implements Sampler {
    private final Sampler sampler;
    private double logProbability;

    LikelihoodSampler(Sampler sampler) {
        this.sampler = sampler;
    }

    @Override
    public void prepare() {
        sampler.prepare();
    }

    @Override
    public int next(float[] logits) {
        float[] untouched = logits.clone();
        int token = sampler.next(logits);
        logProbability += untouched[token] - LogSoftmax.normalizer(untouched);
        return token;
    }

    /** Of the tokens so far, one after the other; the natural logarithm, 0 before the first. */
    double logProbability() {
        return logProbability;
    }
}
