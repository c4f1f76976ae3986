package org.dasllm.model.probe;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.probe.Probe;
import org.dasllm.format.probe.Probes;
import org.dasllm.format.safetensors.FloatCodec;
import org.dasllm.model.llm.LanguageModel;
import org.jspecify.annotations.Nullable;

/** Writes down what a model makes of a prompt. Parameters, optimiser and random numbers are not touched. */
public final class ProbeRecorder {
    private ProbeRecorder() {}

    /**
     * Which of so many samples are probed: {@value Probes#MOST} at equal distances, or all where there are fewer.
     *
     * @return their places, ascending
     */
    public static int[] chosen(int samples) {
        int count = Math.min(samples, Probes.MOST);
        return IntStream.range(0, count)
                .map(i -> (int) ((long) i * samples / count))
                .toArray();
    }

    /**
     * What the base model makes of prompts.
     *
     * @param model with adapters that have learnt nothing yet, which change nothing
     * @return for every prompt [vocabulary], in nats
     */
    public static List<float[]> ofBase(LanguageModel model, List<int[]> prompts) {
        return FirstLogits.after(model, prompts);
    }

    /**
     * One forward pass over a prompt.
     *
     * @param sample the id of the sample that it is the prompt of
     * @param base what {@link #ofBase} gave of it; null for none, as version 1 has them
     * @throws DasllmException if a logit is no number that half precision can hold
     */
    public static Probe probe(LanguageModel model, String sample, int[] prompt, float @Nullable [] base) {
        float[] logits = FirstLogits.after(model, prompt);
        List<Integer> tokens = IntStream.range(0, logits.length)
                .boxed()
                .sorted(Comparator.<Integer>comparingDouble(token -> -logits[token])
                        .thenComparingInt(token -> token))
                .limit(Probes.LOGITS)
                .toList();
        return new Probe(
                sample,
                Arrays.stream(prompt).boxed().toList(),
                tokens,
                kept(logits, tokens, sample),
                rest(logits, tokens, sample),
                base == null ? null : kept(base, tokens, sample),
                base == null ? null : rest(base, tokens, sample));
    }

    private static List<Float> kept(float[] logits, List<Integer> tokens, String sample) {
        List<Float> kept = new ArrayList<>();
        tokens.forEach(token -> kept.add(half(logits[token], sample)));
        return kept;
    }

    private static @Nullable Float rest(float[] logits, List<Integer> tokens, String sample) {
        return tokens.size() == logits.length
                ? null
                : half((float) FirstLogits.rest(logits, new HashSet<>(tokens)), sample);
    }

    private static float half(float logit, String sample) {
        float half = FloatCodec.fromFloat16(FloatCodec.toFloat16(logit));
        if (!Float.isFinite(half)) {
            throw DasllmException.input(
                    "The model gives the logit " + logit + " after the prompt '" + sample + "'",
                    "Train again with a lower learning rate");
        }
        return half;
    }
}
