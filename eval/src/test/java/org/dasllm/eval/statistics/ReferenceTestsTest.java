package org.dasllm.eval.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import org.dasllm.eval.reference.Figures;
import org.junit.jupiter.api.Test;

/** Tests and intervals as statsmodels gives them. */
class ReferenceTestsTest {
    private final JsonNode figures = Figures.of("tests");

    @Test
    void holmAndWilson() {
        assertThat(Holm.adjust(0.01, 0.04, 0.03, 0.005))
                .containsExactly(Figures.numbers(figures.get("holm")), within(1e-12));
        for (JsonNode row : figures.get("wilson")) {
            var interval = WilsonInterval.of(row.get(0).asLong(), row.get(1).asLong(), 0.95);
            assertThat(interval.lower()).isCloseTo(row.get(2).asDouble(), within(1e-12));
            assertThat(interval.upper()).isCloseTo(row.get(3).asDouble(), within(1e-12));
        }
    }

    @Test
    void mcNemar() {
        McNemar test = McNemar.of(new PairedCounts(59, 6, 16, 80));
        assertThat(test.exact()).isCloseTo(figures.get("exact").asDouble(), within(1e-12));
        assertThat(test.corrected()).isCloseTo(figures.get("corrected").asDouble(), within(1e-12));
        assertThat(test.uncorrected()).isCloseTo(figures.get("uncorrected").asDouble(), within(1e-12));
        McNemar large = McNemar.of(new PairedCounts(101, 121, 59, 33));
        JsonNode corrected = figures.get("large_corrected");
        assertThat(large.correctedStatistic()).isCloseTo(corrected.get(0).asDouble(), within(1e-10));
        assertThat(large.corrected()).isCloseTo(corrected.get(1).asDouble(), within(1e-12));
        assertThat(large.uncorrectedStatistic())
                .isCloseTo(figures.get("large_uncorrected").asDouble(), within(1e-10));
    }

    @Test
    void clopperPearson() {
        for (JsonNode row : Figures.of("calibration").get("bounds")) {
            // The upper end of a two-sided interval at 95 % is the one-sided bound at 97.5 %.
            assertThat(KornGraubard.upper(
                            row.get(0).asLong(), row.get(1).asLong(), row.get(1).asDouble(), 0.975))
                    .isCloseTo(row.get(2).asDouble(), within(1e-9));
        }
    }
}
