package org.dasllm.eval.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.dasllm.format.evaluation.Interval;
import org.junit.jupiter.api.Test;

class PairedDifferenceTest {
    /** Complete response before and after consolidation, 161 patients; as worked out in Fagerland, Lydersen, Laake 2014. */
    private static final PairedCounts CONSOLIDATION = new PairedCounts(59, 6, 16, 80);

    @Test
    void tangoGivesThePublishedIntervals() {
        assertInterval(PairedDifference.tango(CONSOLIDATION, 0.95), -0.1240, -0.0054, 5e-5);
        assertInterval(PairedDifference.tango(counts(16, 8, 86), 0.95), -0.020, 0.207, 5e-4);
        assertInterval(PairedDifference.tango(counts(9, 3, 32), 0.95), -0.027, 0.390, 5e-4);
        assertInterval(PairedDifference.tango(counts(0, 1, 44), 0.90), -0.096, 0.037, 5e-4);
    }

    @Test
    void tangoDoesNotDependOnWhoIsRightTogether() {
        assertThat(PairedDifference.tango(new PairedCounts(10, 5, 9, 100), 0.95))
                .isEqualTo(PairedDifference.tango(new PairedCounts(100, 5, 9, 10), 0.95));
    }

    @Test
    void tangoKeepsItsWidthWhenNobodyDisagrees() {
        double z = 1.959963984540054;
        double end = z * z / (200 + z * z);
        assertInterval(PairedDifference.tango(counts(0, 0, 200), 0.95), -end, end, 1e-12);
        assertInterval(PairedDifference.wald(counts(0, 0, 200), 0.95), 0, 0, 0);
    }

    @Test
    void tangoStaysWithinItsBoundsAtTheExtremes() {
        assertThat(PairedDifference.tango(counts(0, 12, 12), 0.95).lower()).isEqualTo(-1);
        assertThat(PairedDifference.tango(counts(12, 0, 12), 0.95).upper()).isEqualTo(1);
        assertThat(PairedDifference.tango(counts(0, 12, 12), 0.95).upper()).isBetween(-0.9999, -0.4);
    }

    @Test
    void newcombeAndWaldGiveThePublishedIntervals() {
        assertInterval(PairedDifference.newcombe(CONSOLIDATION, 0.95), -0.1186, -0.0046, 5e-5);
        assertInterval(PairedDifference.wald(CONSOLIDATION, 0.95), -0.1184, -0.0058, 5e-5);
    }

    private static PairedCounts counts(long studentOnly, long teacherOnly, long n) {
        return new PairedCounts(n - studentOnly - teacherOnly, studentOnly, teacherOnly, 0);
    }

    private static void assertInterval(Interval interval, double lower, double upper, double tolerance) {
        assertThat(interval.lower()).isCloseTo(lower, within(tolerance));
        assertThat(interval.upper()).isCloseTo(upper, within(tolerance));
    }
}
