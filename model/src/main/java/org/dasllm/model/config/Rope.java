package org.dasllm.model.config;

import org.dasllm.tensor.Rotary;

/**
 * Rotary position embedding.
 *
 * @param theta base of the frequencies
 * @param scaling what makes them slower, for texts longer than those the model was first trained on
 */
public record Rope(double theta, RopeScaling scaling) {

    public Rope {
        Sizes.positive("rope_theta", theta);
    }

    /** The frequencies for heads of the given size, in float32 throughout as transformers computes them. */
    public Rotary rotary(int headSize) {
        float[] frequencies = Rotary.of(headSize, theta).inverseFrequencies();
        for (int i = 0; i < frequencies.length; i++) {
            frequencies[i] = scaling.scaled(frequencies[i]);
        }
        return new Rotary(headSize, frequencies);
    }
}
