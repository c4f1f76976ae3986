package org.dasllm.eval.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.dasllm.eval.reference.Figures;
import org.dasllm.format.evaluation.Interval;
import org.junit.jupiter.api.Test;

class BcaIntervalTest {
    @Test
    void givesSciPysIntervalOfSciPysResamples() {
        for (JsonNode each : Figures.of("bootstrap")) {
            Interval interval = BcaInterval.of(
                    each.get("estimate").asDouble(),
                    Figures.numbers(each.get("resampled")),
                    Figures.numbers(each.get("left_out")),
                    0.95);
            assertThat(interval.lower()).isCloseTo(each.get("lower").asDouble(), within(1e-9));
            assertThat(interval.upper()).isCloseTo(each.get("upper").asDouble(), within(1e-9));
        }
    }

    @Test
    void leavesOutEachClusterAsSciPyDoes() {
        JsonNode each = Figures.of("bootstrap").get(0);
        List<Tally> tallies = new ArrayList<>();
        List<String> groups = new ArrayList<>();
        for (double value : Figures.numbers(each.get("values"))) {
            tallies.add(MeanOf.tally(value));
            groups.add("q" + groups.size());
        }
        ClusterBootstrap bootstrap = ClusterBootstrap.of(ClusterSums.of(2, tallies, groups), new MeanOf(), 20_000, 7)
                .orElseThrow();
        assertThat(bootstrap.leftOut()).containsExactly(Figures.numbers(each.get("left_out")), within(1e-12));
        // With resamples of its own it differs by what a bootstrap differs from itself.
        double width = each.get("upper").asDouble() - each.get("lower").asDouble();
        assertThat(bootstrap.bca(0.95).lower()).isCloseTo(each.get("lower").asDouble(), within(0.08 * width));
        assertThat(bootstrap.bca(0.95).upper()).isCloseTo(each.get("upper").asDouble(), within(0.08 * width));
    }

    @Test
    void theJackknifeOfAMeanIsTheClusteredError() {
        double[] values = {1, 1, 0, 0, 1, 0};
        List<String> groups = List.of("p", "p", "q", "q", "r", "r");
        List<Tally> tallies = Arrays.stream(values).mapToObj(MeanOf::tally).toList();
        ClusterBootstrap bootstrap = ClusterBootstrap.of(ClusterSums.of(2, tallies, groups), new MeanOf(), 200, 1)
                .orElseThrow();
        assertThat(bootstrap.standardError()).isCloseTo(0.2886751, within(5e-8));
    }

    @Test
    void theSameSeedGivesTheSameFigures() {
        List<Tally> tallies = new ArrayList<>();
        List<String> groups = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            tallies.add(MeanOf.tally(i % 7 / 7.0));
            groups.add("g" + i / 2);
        }
        ClusterSums sums = ClusterSums.of(2, tallies, groups);
        assertThat(ClusterBootstrap.of(sums, new MeanOf(), 500, 3).orElseThrow().resampled())
                .isEqualTo(ClusterBootstrap.of(sums, new MeanOf(), 500, 3)
                        .orElseThrow()
                        .resampled());
    }

    @Test
    void oneClusterIsNotEstimable() {
        assertThat(ClusterBootstrap.of(
                        ClusterSums.of(2, List.of(MeanOf.tally(1), MeanOf.tally(0)), List.of("a", "a")),
                        new MeanOf(),
                        200,
                        1))
                .isEmpty();
    }

    @Test
    void twentyQuestionsWithoutADifferenceProveNothing() {
        List<Tally> same = new ArrayList<>();
        List<String> groups = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            same.add(MeanOf.tally(0.5));
            groups.add("q" + i);
        }
        PairedEstimate estimate = PairedEstimate.of(new MeanOf(), same, same, groups, new Resampling(500, 1), 0.95)
                .orElseThrow();
        assertThat(estimate.difference()).isZero();
        assertThat(NonInferiority.decide(estimate.decision(), 0.05)).isEqualTo(NonInferiority.NOT_SHOWN);
        assertThat(NonInferiority.decide(PairedDifference.tango(new PairedCounts(20, 0, 0, 0), 0.95), 0.05))
                .isEqualTo(NonInferiority.NOT_SHOWN);
    }
}
