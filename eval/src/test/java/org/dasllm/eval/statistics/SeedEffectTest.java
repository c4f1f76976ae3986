package org.dasllm.eval.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class SeedEffectTest {
    @Test
    void addsTheVarianceOfSeedsToThatOfQuestions() {
        SeedEffect effect =
                SeedEffect.of(new double[] {-0.02, 0.00, 0.02}, 0.01, 200).orElseThrow();
        assertThat(effect.mean()).isCloseTo(0, within(1e-15));
        assertThat(effect.between()).isCloseTo(0.02, within(1e-15));
        // 0.0004 / 3 + 0.0001
        assertThat(effect.standardError()).isCloseTo(Math.sqrt(0.0004 / 3 + 0.0001), within(1e-12));
        assertThat(effect.degreesOfFreedom()).isBetween(2.0, 10.0);
    }

    @Test
    void seedsThatAgreeLeaveTheQuestions() {
        SeedEffect effect =
                SeedEffect.of(new double[] {0.01, 0.01, 0.01}, 0.01, 200).orElseThrow();
        assertThat(effect.standardError()).isCloseTo(0.01, within(1e-12));
        assertThat(effect.degreesOfFreedom()).isCloseTo(199, within(1e-6));
        assertThat(SeedEffect.of(new double[] {0.01}, 0.01, 200)).isEmpty();
    }
}
