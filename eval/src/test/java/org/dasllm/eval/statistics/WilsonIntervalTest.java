package org.dasllm.eval.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.dasllm.format.evaluation.Interval;
import org.junit.jupiter.api.Test;

class WilsonIntervalTest {
    @Test
    void givesTheReferenceValues() {
        assertInterval(18, 20, 0.6989663548, 0.9721335188, 5e-11);
        assertInterval(4, 20, 0.0806576626, 0.4160174323, 5e-11);
        assertInterval(100, 200, 0.4313609, 0.5686391, 5e-8);
    }

    @Test
    void endsAtZeroAndOneExactly() {
        assertThat(WilsonInterval.of(0, 30, 0.95).lower()).isZero();
        assertThat(WilsonInterval.of(30, 30, 0.95).upper()).isEqualTo(1);
        assertThat(WilsonInterval.of(30, 30, 0.95).lower()).isBetween(0.88, 0.89);
    }

    @Test
    void refusesWhatIsNoProportion() {
        assertThatThrownBy(() -> WilsonInterval.of(0, 0, 0.95)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> WilsonInterval.of(3, 2, 0.95)).hasMessageContaining("3 of 2");
    }

    private static void assertInterval(long successes, long n, double lower, double upper, double tolerance) {
        Interval interval = WilsonInterval.of(successes, n, 0.95);
        assertThat(interval.lower()).isCloseTo(lower, within(tolerance));
        assertThat(interval.upper()).isCloseTo(upper, within(tolerance));
    }
}
