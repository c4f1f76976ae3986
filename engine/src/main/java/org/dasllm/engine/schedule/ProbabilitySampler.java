package org.dasllm.engine.schedule;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.dasllm.model.generate.Sampler;

/** Writes down how probable each token was that another sampler chose. */
final class ProbabilitySampler implements Sampler {
    private final Sampler sampler;
    private final int alternatives;
    private final List<TokenProbability> chosen = new ArrayList<>();

    ProbabilitySampler(Sampler sampler, int alternatives) {
        this.sampler = sampler;
        this.alternatives = alternatives;
    }

    @Override
    public int next(float[] logits) {
        float[] untouched = logits.clone();
        int token = sampler.next(logits);
        float highest = Float.NEGATIVE_INFINITY;
        for (float logit : untouched) {
            highest = Math.max(highest, logit);
        }
        double sum = 0;
        for (float logit : untouched) {
            sum += Math.exp((double) logit - highest);
        }
        double normalizer = highest + Math.log(sum);
        List<TokenProbability> best = alternatives == 0
                ? List.of()
                : IntStream.range(0, untouched.length)
                        .boxed()
                        .sorted((a, b) -> Float.compare(untouched[b], untouched[a]))
                        .limit(alternatives)
                        .map(id -> new TokenProbability(id, untouched[id] - normalizer, List.of()))
                        .toList();
        chosen.add(new TokenProbability(token, untouched[token] - normalizer, best));
        return token;
    }

    /** What was chosen since the last call. */
    List<TokenProbability> take() {
        List<TokenProbability> taken = List.copyOf(chosen);
        chosen.clear();
        return taken;
    }
}
