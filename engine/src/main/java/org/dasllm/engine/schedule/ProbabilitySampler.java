package org.dasllm.engine.schedule;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.dasllm.model.generate.LogSoftmax;
import org.dasllm.model.generate.Sampler;

/** Writes down how probable each token was that another sampler chose; so every token needs logits, one that must follow too. */
final class ProbabilitySampler implements Sampler {
    /** What stands for no probability at all, as at OpenAI: JSON has no negative infinity. */
    private static final double NEVER = -9999;

    private final Sampler sampler;
    private final int alternatives;
    private final List<TokenProbability> chosen = new ArrayList<>();

    ProbabilitySampler(Sampler sampler, int alternatives) {
        this.sampler = sampler;
        this.alternatives = alternatives;
    }

    @Override
    public void prepare() {
        sampler.prepare();
    }

    @Override
    public int next(float[] logits) {
        float[] untouched = logits.clone();
        int token = sampler.next(logits);
        chosen.add(scored(untouched, token, alternatives));
        return token;
    }

    /** How probable a token is by the logits of its place, and the most probable ones there. */
    static TokenProbability scored(float[] untouched, int token, int alternatives) {
        double normalizer = LogSoftmax.normalizer(untouched);
        List<TokenProbability> best = IntStream.of(best(untouched, alternatives))
                .mapToObj(id -> new TokenProbability(id, logProbability(untouched[id], normalizer), List.of()))
                .toList();
        return new TokenProbability(token, logProbability(untouched[token], normalizer), best);
    }

    private static double logProbability(float logit, double normalizer) {
        return Math.max(NEVER, logit - normalizer);
    }

    /** The most probable tokens, the lowest of equals first; one pass, since all sequences wait for it. */
    private static int[] best(float[] logits, int alternatives) {
        int most = Math.min(alternatives, logits.length);
        int[] best = new int[most];
        int found = 0;
        for (int id = 0; id < logits.length; id++) {
            if (found < most || (most > 0 && logits[id] > logits[best[most - 1]])) {
                int place = found < most ? found++ : most - 1;
                for (; place > 0 && logits[id] > logits[best[place - 1]]; place--) {
                    best[place] = best[place - 1];
                }
                best[place] = id;
            }
        }
        return best;
    }

    /** What was chosen since the last call. */
    List<TokenProbability> take() {
        List<TokenProbability> taken = List.copyOf(chosen);
        chosen.clear();
        return taken;
    }
}
