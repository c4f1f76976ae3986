package org.dasllm.model.gguf;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.gguf.GgufFile;
import org.dasllm.model.config.RopeScaling;

/**
 * Llama 3.1's scaling is stored as what it comes to: a divisor for each rotary frequency. The largest divisor is the factor. Between
 * the frequencies that stay and those that are divided by it, a divisor tells the context of the first training, if low_freq_factor and
 * high_freq_factor are 1 and 4, as in all published models. The constants are believed when they give all stored divisors again.
 */
final class RotaryFactors {
    static final String TENSOR = "rope_freqs.weight";

    private static final double LOW = 1;
    private static final double HIGH = 4;
    private static final double TOLERANCE = 1e-4;

    /** Of Llama 3.1 and after, where no divisor tells. */
    private static final int USUAL_CONTEXT = 8192;

    private RotaryFactors() {}

    static void write(GgufFile file, int headSize, double theta, ObjectNode json) {
        float[] divisors = file.floats(TENSOR);
        double factor = 1;
        for (float divisor : divisors) {
            factor = Math.max(factor, divisor);
        }
        int context = USUAL_CONTEXT;
        for (int i = 0; i < divisors.length; i++) {
            if (divisors[i] > 1 && divisors[i] < factor) {
                double share = (1 / (double) divisors[i] - 1 / factor) / (1 - 1 / factor);
                context = (int) Math.round(2 * Math.PI / frequency(theta, i, headSize) * (LOW + share * (HIGH - LOW)));
            }
        }
        RopeScaling scaling = new RopeScaling.Llama3(factor, LOW, HIGH, context);
        boolean agree = divisors.length == headSize / 2;
        for (int i = 0; agree && i < divisors.length; i++) {
            float frequency = (float) frequency(theta, i, headSize);
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
                .put("original_max_position_embeddings", context);
    }

    private static double frequency(double theta, int index, int headSize) {
        return Math.pow(theta, -2.0 * index / headSize);
    }
}
