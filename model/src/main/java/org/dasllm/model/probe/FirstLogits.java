package org.dasllm.model.probe;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.dasllm.model.llm.LanguageModel;
import org.dasllm.tensor.CachedRows;
import org.dasllm.tensor.KeyValueCache;
import org.dasllm.tensor.Pass;

/** The logits after a prompt, computed as generation does: by an inference pass with a key/value cache. */
final class FirstLogits {
    private FirstLogits() {}

    /** [vocabulary], in nats. */
    static float[] after(LanguageModel model, int[] prompt) {
        return after(model, List.of(prompt)).get(0);
    }

    /**
     * The same for every prompt, one after the other in one place of the cache: what a prompt begins with as the one before it did, such
     * as a chat template's own system text, is not computed again.
     */
    static List<float[]> after(LanguageModel model, List<int[]> prompts) {
        int longest = prompts.stream().mapToInt(prompt -> prompt.length).max().orElse(1);
        List<float[]> all = new ArrayList<>();
        try (KeyValueCache cache = model.keyValueCache(1, longest)) {
            int[] held = new int[0];
            for (int[] prompt : prompts) {
                int known = Math.min(common(held, prompt), prompt.length - 1);
                int[] fresh = Arrays.copyOfRange(prompt, known, prompt.length);
                try (Pass pass = model.device().inferencePass()) {
                    CachedRows rows = new CachedRows(new int[] {0}, new int[] {known}, new int[] {fresh.length});
                    all.add(pass.download(model.nextLogits(pass, fresh, cache, rows)));
                }
                held = prompt;
            }
        }
        return all;
    }

    private static int common(int[] first, int[] second) {
        int mismatch = Arrays.mismatch(first, second);
        return mismatch < 0 ? first.length : mismatch;
    }

    /** log Σ exp of the logits of all tokens but {@code without}, in nats; negative infinity where there are no others. */
    static double rest(float[] logits, Set<Integer> without) {
        double largest = Double.NEGATIVE_INFINITY;
        for (int token = 0; token < logits.length; token++) {
            largest = without.contains(token) ? largest : Math.max(largest, logits[token]);
        }
        double sum = 0;
        for (int token = 0; token < logits.length; token++) {
            sum += without.contains(token) ? 0 : Math.exp(logits[token] - largest);
        }
        return sum == 0 ? Double.NEGATIVE_INFINITY : largest + Math.log(sum);
    }

    /** The place of the largest logit; of equal ones the first. */
    static int largest(float[] logits) {
        int largest = 0;
        for (int token = 1; token < logits.length; token++) {
            largest = logits[token] > logits[largest] ? token : largest;
        }
        return largest;
    }
}
