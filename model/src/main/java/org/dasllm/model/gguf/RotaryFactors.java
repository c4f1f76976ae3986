package org.dasllm.model.gguf;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.gguf.GgufFile;
import org.dasllm.model.config.RopeScaling;

/**
 * Llama 3.1's scaling is stored as what it comes to: a divisor for each rotary frequency. The largest divisor is the factor; the other
 * constants are those of all published models, and are believed when they give the stored divisors again.
 */
final class RotaryFactors {
    static final String TENSOR = "rope_freqs.weight";

    private static final double LOW = 1;
    private static final double HIGH = 4;
    private static final int ORIGINAL_CONTEXT = 8192;
    private static final double TOLERANCE = 1e-4;

    private RotaryFactors() {}

    static void write(GgufFile file, int headSize, double theta, ObjectNode json) {
        float[] divisors = file.floats(TENSOR);
        double factor = 1;
        for (float divisor : divisors) {
            factor = Math.max(factor, divisor);
        }
        RopeScaling scaling = new RopeScaling.Llama3(factor, LOW, HIGH, ORIGINAL_CONTEXT);
        boolean agree = divisors.length == headSize / 2;
        for (int i = 0; agree && i < divisors.length; i++) {
            float frequency = (float) Math.pow(theta, -2.0 * i / headSize);
            double expected = frequency / scaling.scaled(frequency);
            agree = Math.abs(expected - divisors[i]) <= TOLERANCE * expected;
        }
        if (!agree) {
            throw DasllmException.input(
                    file.path() + ": the rotary factors in '" + TENSOR + "' are not those of Llama 3.1's scaling",
                    "Take the model in the Hugging Face layout");
        }
        json.putObject("rope_scaling")
                .put("rope_type", "llama3")
                .put("factor", factor)
                .put("low_freq_factor", LOW)
                .put("high_freq_factor", HIGH)
                .put("original_max_position_embeddings", ORIGINAL_CONTEXT);
    }
}
