package org.dasllm.eval.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.dasllm.eval.reference.Figures;
import org.dasllm.eval.statistics.KornGraubard;
import org.junit.jupiter.api.Test;

class CalibrationTest {
    private static Calibration independent(double[] probability, boolean[] right, double greatestError) {
        return Calibration.of(new Stated(probability, right, null, 0), greatestError, 0.95);
    }

    @Test
    void binsAndScoresAreScikitLearns() {
        JsonNode figures = Figures.of("calibration");
        Calibration calibration =
                independent(Figures.numbers(figures.get("probability")), Figures.truths(figures.get("right")), 0.1);
        assertThat(calibration.error()).isCloseTo(figures.get("ece").asDouble(), within(1e-12));
        assertThat(calibration.brier()).isCloseTo(figures.get("brier").asDouble(), within(1e-12));
        assertThat(calibration.bins()).hasSize(figures.get("accuracy").size());
        for (int i = 0; i < calibration.bins().size(); i++) {
            Calibration.Bin bin = calibration.bins().get(i);
            assertThat(bin.accuracy()).isCloseTo(figures.get("accuracy").get(i).asDouble(), within(1e-12));
            assertThat(bin.meanProbability())
                    .isCloseTo(figures.get("mean").get(i).asDouble(), within(1e-12));
            assertThat(bin.n()).isEqualTo(figures.get("count").get(i).asInt());
        }
    }

    @Test
    void whatRemainsAboveTheThresholdKeepsThePromise() {
        // The answer is right with the probability that is said: above 0.9 on average 5 % are wrong.
        int promised = 0;
        int rounds = 300;
        for (int round = 0; round < rounds; round++) {
            SplittableRandom random = new SplittableRandom(round);
            double[] probability = new double[500];
            boolean[] right = new boolean[500];
            for (int i = 0; i < 500; i++) {
                probability[i] = random.nextDouble();
                right[i] = random.nextDouble() < probability[i];
            }
            Calibration calibration = independent(probability, right, 0.1);
            Double threshold = calibration.threshold();
            // The true error among answers above t is (1 − t) / 2.
            promised += threshold == null || (1 - threshold) / 2 <= 0.1 ? 1 : 0;
        }
        // It may fail in 5 of 100; 2.6 standard errors are 3.3 of 100.
        assertThat((double) promised / rounds).isGreaterThan(0.95 - 0.033);
    }

    @Test
    void thereMayBeNoThreshold() {
        double[] probability = new double[200];
        boolean[] right = new boolean[200];
        Arrays.fill(probability, 0.95);
        Calibration calibration = independent(probability, right, 0.05);
        assertThat(calibration.threshold()).isNull();
        assertThat(calibration.kept()).isNull();
        assertThat(calibration.error()).isCloseTo(0.95, within(1e-12));
    }

    @Test
    void rightAndSureAnswersAllStay() {
        double[] probability = new double[200];
        boolean[] right = new boolean[200];
        Arrays.fill(probability, 1);
        Arrays.fill(right, true);
        Calibration calibration = independent(probability, right, 0.05);
        assertThat(calibration.threshold()).isZero();
        assertThat(Objects.requireNonNull(calibration.kept()).kept()).isEqualTo(200);
    }

    /** Groups of ten that are all right or all wrong are worth as many answers as there are groups. */
    @Test
    void answersOfOneGroupCountTogetherInTheBound() {
        int n = 1000;
        double[] probability = new double[n];
        boolean[] right = new boolean[n];
        List<String> groups = new ArrayList<>();
        Arrays.fill(probability, 0.9);
        for (int i = 0; i < n; i++) {
            groups.add("g" + i / 10);
            right[i] = i / 10 % 25 != 0;
        }
        Calibration alone = independent(probability, right, 0.1);
        Calibration.Choice apart = alone.choices().get(0);
        assertThat(apart.bound()).isCloseTo(KornGraubard.upper(40, n, n, 0.95), within(1e-12));
        assertThat(alone.threshold()).isNotNull();
        Calibration grouped = Calibration.of(new Stated(probability, right, groups, 3), 0.1, 0.95);
        Calibration.Choice together = grouped.choices().get(0);
        assertThat(together.wrong()).isEqualTo(40);
        // Four of a hundred, with t of 99 degrees of freedom for that of 999: a little wider than Clopper and
        // Pearson's.
        assertThat(together.effective()).isBetween(95.0, 100.0);
        assertThat(together.bound())
                .isBetween(KornGraubard.upper(4, 100, 100, 0.95), KornGraubard.upper(4, 95, 95, 0.95));
        assertThat(grouped.unstated()).isEqualTo(3);
        assertThat(grouped.n()).isEqualTo(n);
    }

    @Test
    void oneGroupBoundsNothing() {
        double[] probability = new double[50];
        boolean[] right = new boolean[50];
        Arrays.fill(probability, 1);
        Arrays.fill(right, true);
        Calibration calibration =
                Calibration.of(new Stated(probability, right, Collections.nCopies(50, "one"), 0), 0.1, 0.95);
        assertThat(calibration.threshold()).isNull();
        assertThat(calibration.choices())
                .allSatisfy(choice -> assertThat(choice.bound()).isOne());
    }
}
