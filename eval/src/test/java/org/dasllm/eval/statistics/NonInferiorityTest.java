package org.dasllm.eval.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import org.dasllm.format.evaluation.Interval;
import org.junit.jupiter.api.Test;

class NonInferiorityTest {
    @Test
    void onlyAnIntervalAboveTheMarginShowsIt() {
        assertThat(NonInferiority.decide(new Interval(-0.049, 0.01), 0.05)).isEqualTo(NonInferiority.SHOWN);
        assertThat(NonInferiority.decide(new Interval(-0.05, 0.01), 0.05)).isEqualTo(NonInferiority.NOT_SHOWN);
        assertThat(NonInferiority.decide(new Interval(-0.2, 0.2), 0.05)).isEqualTo(NonInferiority.NOT_SHOWN);
        assertThat(NonInferiority.decide(new Interval(-0.2, -0.06), 0.05)).isEqualTo(NonInferiority.INFERIOR);
    }

    @Test
    void noSignificantDifferenceIsNotNonInferiority() {
        PairedCounts few = new PairedCounts(10, 1, 3, 6);
        assertThat(McNemar.of(few).exact()).isGreaterThan(0.5);
        assertThat(NonInferiority.decide(PairedDifference.tango(few, 0.95), 0.05))
                .isEqualTo(NonInferiority.NOT_SHOWN);
    }
}
