package org.dasllm.model.config;

/** What becomes of a rotary frequency, given in radians a position. */
public sealed interface RopeScaling {
    /** Frequencies stay as they are. */
    RopeScaling NONE = new None();

    float scaled(float frequency);

    /** See {@link #NONE}. */
    record None() implements RopeScaling {
        @Override
        public float scaled(float frequency) {
            return frequency;
        }
    }

    /** All are divided by a factor (Chen et al., 2023, arXiv:2306.15595). */
    record Linear(double factor) implements RopeScaling {
        public Linear {
            Sizes.positive("factor", factor);
        }

        @Override
        public float scaled(float frequency) {
            return frequency / (float) factor;
        }
    }

    /**
     * Llama 3.1's: wavelengths above original / low are stretched by the factor, those below original / high stay, and
     * between the two the frequency is a mean of both (Grattafiori et al., 2024, arXiv:2407.21783; its published code).
     *
     * @param low {@code low_freq_factor}
     * @param high {@code high_freq_factor}
     * @param originalContext positions of the first training
     */
    record Llama3(double factor, double low, double high, int originalContext) implements RopeScaling {
        public Llama3 {
            Sizes.positive("factor", factor);
            Sizes.positive("low_freq_factor", low);
            Sizes.positive("high_freq_factor", high);
            Sizes.positive("original_max_position_embeddings", originalContext);
            if (!(low < high)) {
                throw new IllegalArgumentException(
                        "low_freq_factor " + low + " must be below high_freq_factor " + high);
            }
        }

        @Override
        public float scaled(float frequency) {
            float wavelength = (float) (2 * Math.PI) / frequency;
            if (wavelength > originalContext / low) {
                return frequency / (float) factor;
            }
            if (wavelength < originalContext / high) {
                return frequency;
            }
            float smooth = (originalContext / wavelength - (float) low) / (float) (high - low);
            return (1 - smooth) * frequency / (float) factor + smooth * frequency;
        }
    }
}
