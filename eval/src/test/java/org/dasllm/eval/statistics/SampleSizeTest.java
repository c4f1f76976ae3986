package org.dasllm.eval.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SampleSizeTest {
    @Test
    void givesTheReferenceSizes() {
        assertThat(SampleSize.nonInferiority(0.025, 0.8, 0.10, 0, 0.02)).isEqualTo(1963);
        assertThat(SampleSize.nonInferiority(0.025, 0.8, 0.10, 0, 0.03)).isEqualTo(873);
        assertThat(SampleSize.withoutFailure(0.01, 0.95)).isEqualTo(299);
    }

    @Test
    void refusesADifferenceBeyondTheMargin() {
        assertThatThrownBy(() -> SampleSize.nonInferiority(0.025, 0.8, 0.10, -0.05, 0.05))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
