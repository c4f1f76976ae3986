package org.dasllm.model.probe;

import java.util.HashSet;
import java.util.Locale;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.probe.Probe;
import org.dasllm.format.probe.Probes;
import org.dasllm.model.llm.LanguageModel;
import org.jspecify.annotations.Nullable;

/**
 * How far a loaded model is from the trained one, by the probes that were recorded of that.
 *
 * @param probes prompts compared
 * @param agreeing prompts after which the most probable token is the same
 * @param largest the largest difference of a logit, in nats; NaN where the loaded model gives no number
 * @param beyond the id of the first sample with a difference beyond the tolerance; null where there is none
 */
public record Deviation(
        int probes, int agreeing, double largest, @Nullable String beyond) {
    /** Of a logit's own size: four times the error of rounding to binary16. */
    private static final double OF_THE_LOGIT = 0x1p-9;

    /**
     * Of the size of the prompt's largest logit, for a model that computes in float32 as the trained one did: two orders of
     * summation differ by some 10⁻⁶ to 10⁻⁵ of it.
     */
    private static final double OF_THE_LARGEST = 0x1p-12;

    /**
     * Asks a model what the trained one was asked: one forward pass a prompt.
     *
     * @throws DasllmException if the model does not know a prompt's token
     */
    public static Deviation of(Probes probes, LanguageModel model) {
        int agreeing = 0;
        double largest = 0;
        @Nullable String beyond = null;
        for (Probe probe : probes.probes()) {
            float[] logits = FirstLogits.after(
                    model, probe.prompt().stream().mapToInt(Integer::intValue).toArray());
            double size = probe.logits().stream()
                    .mapToDouble(logit -> Math.abs((double) logit))
                    .max()
                    .orElse(0);
            boolean fits = true;
            for (int i = 0; i < probe.tokens().size(); i++) {
                double stored = probe.logits().get(i);
                double difference = difference(logits, probe.tokens().get(i), stored);
                largest = Math.max(largest, difference);
                fits &= difference <= tolerance(stored, size);
            }
            if (probe.rest() != null) {
                double stored = probe.rest();
                double difference = Math.abs(FirstLogits.rest(logits, new HashSet<>(probe.tokens())) - stored);
                largest = Math.max(largest, difference);
                fits &= difference <= tolerance(stored, size);
            }
            agreeing += FirstLogits.largest(logits) == probe.tokens().get(0) ? 1 : 0;
            beyond = beyond == null && !fits ? probe.sample() : beyond;
        }
        return new Deviation(probes.probes().size(), agreeing, largest, beyond);
    }

    /** NaN for a token that the loaded model does not have. */
    private static double difference(float[] logits, int token, double stored) {
        return token < logits.length ? Math.abs(logits[token] - stored) : Double.NaN;
    }

    private static double tolerance(double stored, double size) {
        return OF_THE_LOGIT * Math.abs(stored) + OF_THE_LARGEST * size;
    }

    /** Whether no logit differs by more than rounding can explain. */
    public boolean fits() {
        return beyond == null;
    }

    /** Such as {@code 16 of 16 first tokens as in training, logits within 0.0039}. */
    public String inWords() {
        return String.format(
                Locale.ROOT, "%d of %d first tokens as in training, logits within %.2g", agreeing, probes, largest);
    }

    /**
     * Lets a model pass that computes what the trained one did.
     *
     * @param what the weights that it was loaded from, to begin a sentence with
     * @throws DasllmException if a logit differs by more than rounding can explain
     */
    public void require(String what) {
        if (!fits()) {
            throw DasllmException.input(
                    String.format(
                            Locale.ROOT,
                            "%s do not answer as the trained model did: a logit differs by %.3g nats, %d of %d first"
                                    + " tokens are the same, and the first prompt with a difference is that of the sample"
                                    + " '%s'",
                            what,
                            largest,
                            agreeing,
                            probes,
                            beyond),
                    "Make them again from the base model and the adapter that were trained");
        }
    }
}
