package org.dasllm.tensor;

/**
 * Rotary position embedding in the half-split layout of Hugging Face checkpoints (Su et al., 2021, arXiv:2104.09864): in
 * every head, column i and column i + headSize/2 are turned by the angle position · inverseFrequencies[i].
 *
 * @param headSize columns of one head, even
 * @param inverseFrequencies headSize/2 angles per position, in radians
 */
public record Rotary(int headSize, float[] inverseFrequencies) {
    public Rotary {
        if (headSize % 2 != 0 || inverseFrequencies.length != headSize / 2) {
            throw new IllegalArgumentException(
                    "A head of " + headSize + " columns has not " + inverseFrequencies.length + " frequencies");
        }
        inverseFrequencies = inverseFrequencies.clone();
    }

    /** The unscaled frequencies: theta^(−2i/headSize), in float32 as the reference implementation computes them. */
    public static Rotary of(int headSize, double theta) {
        float[] frequencies = new float[headSize / 2];
        for (int i = 0; i < frequencies.length; i++) {
            float exponent = (float) (2 * i) / headSize;
            frequencies[i] = 1.0f / (float) Math.pow(theta, exponent);
        }
        return new Rotary(headSize, frequencies);
    }

    /**
     * The angle that pair i of a head turns by, in radians; the product is rounded to float32, as the implementations that
     * checkpoints are trained with round it.
     */
    public float angle(int position, int pair) {
        return position * inverseFrequencies[pair];
    }
}
