package org.dasllm.eval.curve;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.SplittableRandom;
import org.dasllm.format.evaluation.Interval;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * How often the intervals of a learning curve hold the truth. The number of runs is a property, so that the figures of docs/measurements.md
 * come from the same code: {@code -Ddasllm.runs=1000}.
 */
final class CurveCoverageTest {
    private static final int RUNS = Integer.getInteger("dasllm.runs", 40);
    private static final int LABELS = 4000;

    /** The last column is what has to be reached: three Monte Carlo errors of the runs below it. */
    @ParameterizedTest
    @CsvSource({
        // floor, scale, exponent, questions, trainings, their deviation, least coverage
        "0.08, 0.10, 0.6, 600, 1, 0.000, 0.93",
        "0.08, 0.10, 0.6, 2000, 1, 0.000, 0.93",
        "0.00, 0.15, 0.4, 600, 1, 0.000, 0.90",
        "0.15, 0.05, 0.9, 600, 1, 0.000, 0.93",
        "0.08, 0.10, 0.6, 600, 3, 0.010, 0.93",
        "0.08, 0.10, 0.6, 2000, 2, 0.010, 0.93",
    })
    void anIntervalOf95PercentHoldsTheTruth(
            double floor, double scale, double exponent, int questions, int repeats, double deviation, double least) {
        Coverage coverage = new Coverage(new PowerLaw(floor, scale, exponent, LABELS), questions, repeats, deviation);
        coverage.run();
        double slack = 3 * Math.sqrt(least * (1 - least) / RUNS);
        assertThat(coverage.error()).isGreaterThan(least - slack);
        assertThat(coverage.gain()).isGreaterThan(least - slack);
    }

    /** What the remark says of curves whose trainings were done once: the intervals know nothing of the chances of a training. */
    @ParameterizedTest
    @CsvSource({"0.010, 600", "0.010, 2000"})
    void withOneTrainingEachTheChancesOfATrainingAreMissing(double deviation, int questions) {
        Coverage once = new Coverage(new PowerLaw(0.08, 0.10, 0.6, LABELS), questions, 1, deviation);
        once.run();
        Coverage thrice = new Coverage(new PowerLaw(0.08, 0.10, 0.6, LABELS), questions, 3, deviation);
        thrice.run();
        assertThat(thrice.error()).isGreaterThanOrEqualTo(once.error());
    }

    /** Of the error and the gain at twice the labels. */
    private static final class Coverage {
        private final PowerLaw truth;
        private final CurveDraw draw;
        private final String what;
        private int errors;
        private int gains;
        private int estimable;
        private double width;

        Coverage(PowerLaw truth, int questions, int repeats, double deviation) {
            this.truth = truth;
            this.draw = new CurveDraw(truth, questions, repeats, deviation);
            this.what = truth + ", " + questions + " questions, " + repeats + " trainings, deviation " + deviation;
        }

        void run() {
            for (int run = 0; run < RUNS; run++) {
                LearningCurve curve = LearningCurves.of(draw.data(new SplittableRandom(71L * run + 5)), 0.95);
                if (curve.forecasts().isEmpty()) {
                    continue;
                }
                estimable++;
                LearningCurve.Forecast twice = curve.forecasts().get(0);
                errors += holds(twice.interval(), truth.at(2 * LABELS)) ? 1 : 0;
                gains += holds(twice.gainInterval(), truth.gain(2 * LABELS)) ? 1 : 0;
                width += twice.interval().upper() - twice.interval().lower();
            }
            System.out.println(String.format(
                    Locale.ROOT,
                    "coverage at twice the labels, error %.4f, gain %.4f, mean width %.2f points, not estimable %.3f: %s",
                    error(),
                    gain(),
                    100 * width / estimable,
                    1 - (double) estimable / RUNS,
                    what));
        }

        double error() {
            return (double) errors / estimable;
        }

        double gain() {
            return (double) gains / estimable;
        }

        private static boolean holds(Interval interval, double truth) {
            return interval.lower() <= truth && truth <= interval.upper();
        }
    }
}
