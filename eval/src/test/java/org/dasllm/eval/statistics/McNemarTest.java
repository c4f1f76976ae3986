package org.dasllm.eval.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class McNemarTest {
    @Test
    void givesThePublishedValuesOfSixAgainstSixteen() {
        McNemar test = McNemar.of(new PairedCounts(59, 6, 16, 80));
        assertThat(test.uncorrected()).isCloseTo(0.033006, within(5e-7));
        assertThat(test.corrected()).isCloseTo(0.055009, within(5e-7));
        assertThat(test.exact()).isCloseTo(0.052479, within(5e-7));
        assertThat(test.midP()).isCloseTo(0.034690, within(5e-7));
    }

    @Test
    void givesTheStatisticsOfTheLargerTable() {
        McNemar test = McNemar.of(new PairedCounts(101, 121, 59, 33));
        assertThat(test.correctedStatistic()).isCloseTo(20.67222, within(5e-6));
        assertThat(test.corrected()).isCloseTo(5.450095e-6, within(5e-13));
        assertThat(test.uncorrectedStatistic()).isCloseTo(21.35556, within(5e-6));
    }

    @Test
    void balancedOrAbsentDisagreementIsNoEvidence() {
        assertThat(McNemar.of(new PairedCounts(5, 0, 0, 5))).isEqualTo(new McNemar(1, 1, 1, 0, 1, 0));
        McNemar balanced = McNemar.of(new PairedCounts(5, 4, 4, 5));
        assertThat(balanced.exact()).isEqualTo(1);
        assertThat(balanced.midP()).isCloseTo(1, within(1e-12));
        assertThat(balanced.corrected()).isEqualTo(1);
    }
}
