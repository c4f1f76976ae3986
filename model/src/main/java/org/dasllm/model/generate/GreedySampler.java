package org.dasllm.model.generate;

import org.dasllm.format.error.DasllmException;
import org.dasllm.tensor.Argmax;

/** The most probable token, chosen here or by the device. */
enum GreedySampler implements Sampler {
    ONLY;

    @Override
    public int next(float[] logits) {
        int token = token(Argmax.of(logits, 0, logits.length));
        if (!Float.isFinite(logits[token])) {
            throw Sampler.notNumbers();
        }
        return token;
    }

    @Override
    public boolean takesLargest() {
        return true;
    }

    /**
     * The token at the place of the largest logit.
     *
     * @throws DasllmException if there is none, since a logit is NaN
     */
    static int token(int place) {
        if (place == Argmax.NONE) {
            throw Sampler.notNumbers();
        }
        return place;
    }
}
