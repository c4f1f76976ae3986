package org.dasllm.engine.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.dasllm.model.generate.Sampler;
import org.junit.jupiter.api.Test;

final class ProbabilitySamplerTest {
    @Test
    void theMostProbableComeFirstAndTheLowestOfEquals() {
        Random random = new Random(1);
        for (int alternatives : new int[] {0, 1, 5, 20, 60}) {
            float[] logits = new float[50];
            for (int i = 0; i < logits.length; i++) {
                logits[i] = random.nextInt(12);
            }
            float[] kept = logits.clone();
            ProbabilitySampler sampler = new ProbabilitySampler(Sampler.greedy(), alternatives);
            int token = sampler.next(logits);
            TokenProbability chosen = sampler.take().get(0);
            List<Integer> sorted = IntStream.range(0, kept.length)
                    .boxed()
                    .sorted(Comparator.comparing((Integer id) -> -kept[id]))
                    .limit(alternatives)
                    .toList();
            assertThat(chosen.token()).isEqualTo(token);
            assertThat(chosen.alternatives())
                    .extracting(TokenProbability::token)
                    .containsExactlyElementsOf(sorted);
            double sum = IntStream.range(0, kept.length)
                    .mapToDouble(id -> Math.exp(kept[id]))
                    .sum();
            assertThat(chosen.logProbability()).isCloseTo(kept[token] - Math.log(sum), within(1e-12));
        }
    }
}
