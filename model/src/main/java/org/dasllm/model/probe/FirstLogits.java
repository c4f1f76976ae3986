package org.dasllm.model.probe;

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
        try (KeyValueCache cache = model.keyValueCache(1, prompt.length);
                Pass pass = model.device().inferencePass()) {
            CachedRows rows = new CachedRows(new int[] {0}, new int[] {0}, new int[] {prompt.length});
            return pass.download(model.nextLogits(pass, prompt, cache, rows));
        }
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
}
