package org.dasllm.eval.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.dasllm.eval.statistics.ConfusionMatrix;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.evaluation.EvaluationAveraging;
import org.nd4j.evaluation.classification.Evaluation;

/**
 * Counts and measures of classes, held against ND4J's {@code Evaluation}, a second implementation. With two classes its means are those of the
 * second class alone, so the means are compared from three on; its correlation is of one class against the rest, so that is compared for two.
 */
final class ClassMetricAgainstNd4jTest {
    private static final int QUESTIONS = 500;
    private static final double CLOSE = 1e-9;

    private final List<String> right = new ArrayList<>();
    private final List<String> answered = new ArrayList<>();

    /** Every class is right and answered at least once, since the two differ in what they do with others. */
    private Evaluation random(int classes, long seed) {
        Random random = new Random(seed);
        Evaluation theirs = new Evaluation(classes);
        for (int i = 0; i < QUESTIONS; i++) {
            int gold = i < classes ? i : random.nextInt(classes);
            int student = i < classes || random.nextInt(10) < 6 ? gold : random.nextInt(classes);
            right.add(label(gold));
            answered.add(label(student));
            theirs.eval(student, gold);
        }
        return theirs;
    }

    private static String label(int place) {
        return "class " + (char) ('a' + place);
    }

    private double ours(GradedKind kind) {
        ClassMetric metric = new ClassMetric(
                "a test's",
                kind,
                Metric.parse("exact"),
                right.stream().map(Optional::of).toList());
        double[] sums = new double[metric.width()];
        for (int i = 0; i < right.size(); i++) {
            double[] one =
                    metric.tally(answer(right.get(i)), answer(answered.get(i))).sums(metric.width());
            for (int k = 0; k < sums.length; k++) {
                sums[k] += one[k];
            }
        }
        return metric.of(sums);
    }

    private static Answer answer(String text) {
        return new Answer(text, Optional.empty(), true);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 5, 12, 26})
    void countsAndScoresOfEachClassAreTheSame(int classes) {
        Evaluation theirs = random(classes, classes);
        ConfusionMatrix ours = ConfusionMatrix.of(right, answered);
        assertThat(ours.labels()).hasSize(classes);
        for (int gold = 0; gold < classes; gold++) {
            for (int student = 0; student < classes; student++) {
                assertThat(ours.counts()[gold][student])
                        .isEqualTo(theirs.getConfusionMatrix().getCount(gold, student));
            }
            ConfusionMatrix.ClassScore score = ours.classScores().get(gold);
            assertThat(Objects.requireNonNull(score.precision())).isCloseTo(theirs.precision(gold), within(CLOSE));
            assertThat(Objects.requireNonNull(score.recall())).isCloseTo(theirs.recall(gold), within(CLOSE));
            assertThat(score.f1()).isCloseTo(theirs.f1(gold), within(CLOSE));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 5, 12, 26})
    void meansOverClassesAreTheSame(int classes) {
        Evaluation theirs = random(classes, 100 + classes);
        assertThat(ours(GradedKind.MACRO_RECALL)).isCloseTo(theirs.recall(EvaluationAveraging.Macro), within(CLOSE));
        double meanF1 = 0;
        for (int k = 0; k < classes; k++) {
            meanF1 += theirs.f1(k) / classes;
        }
        assertThat(ours(GradedKind.MACRO_F1)).isCloseTo(meanF1, within(CLOSE));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void theCorrelationOfTwoClassesIsTheSame(long seed) {
        Evaluation theirs = random(2, seed);
        assertThat(ours(GradedKind.MCC)).isCloseTo(theirs.matthewsCorrelation(1), within(CLOSE));
    }
}
