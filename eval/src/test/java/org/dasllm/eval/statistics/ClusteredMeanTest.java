package org.dasllm.eval.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class ClusteredMeanTest {
    @Test
    void givesTheReferenceErrors() {
        ClusteredMean mean = ClusteredMean.of(new double[] {1, 1, 0, 0, 1, 0}, List.of("p", "p", "q", "q", "r", "r"))
                .orElseThrow();
        assertThat(mean.mean()).isEqualTo(0.5);
        assertThat(mean.clusters()).isEqualTo(3);
        assertThat(mean.independentError()).isCloseTo(0.2236068, within(5e-8));
        assertThat(mean.clusteredError()).isCloseTo(0.2357023, within(5e-8));
        assertThat(mean.correctedError()).isCloseTo(0.2886751, within(5e-8));
        // t with 2 degrees of freedom reaches 4.302653.
        assertThat(mean.interval(0.95).lower()).isCloseTo(0.5 - 4.302653 * 0.2886751, within(1e-6));
    }

    @Test
    void groupsOfOneGiveTheOrdinaryError() {
        ClusteredMean mean = ClusteredMean.of(new double[] {1, 0, 0, -1, 1}, List.of("a", "b", "c", "d", "e"))
                .orElseThrow();
        assertThat(mean.correctedError()).isCloseTo(mean.independentError(), within(1e-15));
    }

    @Test
    void oneClusterIsNotEstimable() {
        assertThat(ClusteredMean.of(new double[] {1, 0, 1}, List.of("a", "a", "a")))
                .isEmpty();
        assertThat(ClusteredMean.of(new double[] {}, List.of())).isEmpty();
    }
}
