package org.dasllm.eval.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NumbersTest {
    @Test
    void writesSharesAndDifferences() {
        assertThat(Numbers.percent(0.9123)).isEqualTo("91.2%");
        assertThat(Numbers.points(-0.0123)).isEqualTo("−1.23");
        assertThat(Numbers.points(0.05)).isEqualTo("+5.00");
        assertThat(Numbers.points(-0.00001)).isEqualTo("0.00");
        assertThat(Numbers.confidence(0.95)).isEqualTo("95%");
        assertThat(Numbers.confidence(1 - 2 * 0.0125)).isEqualTo("97.5%");
        assertThat(Numbers.p(0.00001)).isEqualTo("< 0.0001");
    }
}
