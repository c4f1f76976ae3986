package org.dasllm.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TokenDropoutTest {
    private static final int PROMPT = 2000;

    private final int[] ids =
            IntStream.range(0, 2 * PROMPT).map(i -> i % 4 == 0 ? 0 : 9).toArray();
    private final TrainingSample sample = new TrainingSample("s", ids, ids.clone(), PROMPT);
    private final TokenDropout dropout = new TokenDropout(0.2, 1, Set.of(0), new int[] {5});

    @Test
    void replacesItsShareOfThePromptAndNothingElse() {
        TrainingSample noisy = dropout.apply(sample, 0, 0);
        int replaced = (int) Arrays.stream(noisy.ids()).filter(id -> id == 5).count();
        assertThat(replaced / (0.75 * PROMPT)).isBetween(0.17, 0.23);
        assertThat(Arrays.copyOfRange(noisy.ids(), PROMPT, 2 * PROMPT))
                .isEqualTo(Arrays.copyOfRange(ids, PROMPT, 2 * PROMPT));
        assertThat(IntStream.range(0, PROMPT).filter(i -> i % 4 == 0).map(i -> noisy.ids()[i]))
                .containsOnly(0);
        assertThat(noisy.targets()).isEqualTo(sample.targets());
        assertThat(sample.ids()).doesNotContain(5);
    }

    @Test
    void isAFunctionOfEpochAndSample() {
        int[] noisy = dropout.apply(sample, 3, 8).ids();
        assertThat(dropout.apply(sample, 3, 8).ids()).isEqualTo(noisy);
        assertThat(dropout.apply(sample, 4, 8).ids()).isNotEqualTo(noisy);
        assertThat(dropout.apply(sample, 3, 9).ids()).isNotEqualTo(noisy);
    }
}
