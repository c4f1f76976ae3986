package org.dasllm.eval.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.dasllm.format.evaluation.Interval;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * How often an evaluation passes that should not, and how often its intervals hold the truth. The number of runs is a property, so
 * that the figures of docs/measurements.md come from the same code: {@code -Ddasllm.runs=10000}.
 */
class FalsePassTest {
    private static final int RUNS = Integer.getInteger("dasllm.runs", 300);
    private static final int RESAMPLES = 500;
    private static final int QUESTIONS = 200;
    private static final int IN_GROUP = 4;
    private static final double MARGIN = 0.05;
    private static final double ALPHA = 0.025;
    private static final MeanOf MEAN = new MeanOf();

    @ParameterizedTest
    @CsvSource({
        "label, false, 1", "label, true, 1", "label, false, 3", "label, true, 3",
        "graded, false, 1", "graded, true, 1", "graded, false, 3", "graded, true, 3"
    })
    void aStudentThatIsWorseByTheMarginPassesAtMostAsOftenAsAlpha(String metric, boolean clustered, int seeds) {
        int passed = 0;
        for (int run = 0; run < RUNS; run++) {
            Draw draw = new Draw(new SplittableRandom(31L * run + 7), metric, clustered, seeds, -MARGIN);
            passed += NonInferiority.decide(draw.interval(run), MARGIN) == NonInferiority.SHOWN ? 1 : 0;
        }
        report("false passes at −Δ", metric, clustered, seeds, passed, ALPHA);
    }

    @ParameterizedTest
    @CsvSource({"label, false, 1", "label, true, 1", "graded, false, 1", "graded, true, 3"})
    void twoEqualSystemsDoNotWinMoreOftenThanAlpha(String metric, boolean clustered, int seeds) {
        int won = 0;
        for (int run = 0; run < RUNS; run++) {
            Draw draw = new Draw(new SplittableRandom(17L * run + 3), metric, clustered, seeds, 0);
            won += draw.interval(run).lower() > 0 ? 1 : 0;
        }
        report("A/A wins", metric, clustered, seeds, won, ALPHA);
    }

    /** Of a mean of skewed scores, and of F1, which is no mean. */
    @ParameterizedTest
    @CsvSource({"mean", "f1"})
    void theBcaIntervalHoldsTheTruth(String what) {
        int held = 0;
        Statistic statistic = what.equals("mean") ? MEAN : new F1();
        // Of 0.2·Exp(1) cut at 1: 0.2 (1 − e⁻⁵). Of hits, misses and inventions with chances 0.6, 0.3, 0.2: 2·0.6 /
        // (2·0.6 + 0.5).
        double truth = what.equals("mean") ? 0.2 * (1 - Math.exp(-5)) : 1.2 / 1.7;
        for (int run = 0; run < RUNS; run++) {
            SplittableRandom random = new SplittableRandom(91L * run + 1);
            List<Tally> tallies = new ArrayList<>();
            List<String> groups = new ArrayList<>();
            for (int i = 0; i < QUESTIONS; i++) {
                double u = random.nextDouble();
                tallies.add(
                        what.equals("mean")
                                ? MeanOf.tally(Math.min(1, -0.2 * Math.log(1 - u)))
                                : Tally.ofFirst(
                                        u < 0.6 ? 1 : 0,
                                        u >= 0.6 && u < 0.9 ? 1 : 0,
                                        random.nextDouble() < 0.2 ? 1 : 0));
                groups.add("q" + i);
            }
            Interval interval = ClusterBootstrap.of(
                            ClusterSums.of(statistic.width(), tallies, groups), statistic, RESAMPLES, run)
                    .orElseThrow()
                    .bca(0.95);
            held += interval.lower() <= truth && truth <= interval.upper() ? 1 : 0;
        }
        double share = (double) held / RUNS;
        System.out.printf("BCa coverage at n = 200, %s: %.4f of %d%n", what, share, RUNS);
        assertThat(share).isGreaterThanOrEqualTo(0.93 - (RUNS < 5000 ? 3 * Math.sqrt(0.93 * 0.07 / RUNS) : 0));
    }

    private static void report(String what, String metric, boolean clustered, int seeds, int count, double alpha) {
        double share = (double) count / RUNS;
        System.out.printf(
                "%s, %s, %s, %d seed(s): %.4f of %d%n",
                what, metric, clustered ? "clustered" : "plain", seeds, share, RUNS);
        assertThat(share).isLessThanOrEqualTo(alpha + 3 * Math.sqrt(alpha * (1 - alpha) / RUNS));
    }

    /** F1 of hits, misses and inventions. */
    private record F1() implements Statistic {
        @Override
        public int width() {
            return 3;
        }

        @Override
        public double of(double[] sums) {
            double all = 2 * sums[0] + sums[1] + sums[2];
            return all == 0 ? Double.NaN : 2 * sums[0] / all;
        }
    }

    /** One evaluation's data. In a group of four three of ten questions are like the group's first. */
    private static final class Draw {
        private final boolean graded;
        private final int seeds;
        private final boolean clustered;
        private final double[] teacher = new double[QUESTIONS];
        private final double[][] student;
        private final List<String> groups = new ArrayList<>();

        Draw(SplittableRandom random, String metric, boolean clustered, int seeds, double difference) {
            this.graded = metric.equals("graded");
            this.seeds = seeds;
            this.clustered = clustered;
            this.student = new double[seeds][QUESTIONS];
            double[] shift = new double[seeds];
            for (int s = 0; s < seeds && seeds > 1; s++) {
                shift[s] = (random.nextDouble() + random.nextDouble() + random.nextDouble() - 1.5) * 0.04;
            }
            for (int i = 0; i < QUESTIONS; i++) {
                groups.add("g" + (clustered ? i / IN_GROUP : i));
                boolean like = clustered && i % IN_GROUP != 0 && random.nextDouble() < 0.3;
                int first = i - i % IN_GROUP;
                double shared = random.nextDouble();
                double level = random.nextDouble();
                teacher[i] = like ? teacher[first] : graded ? 0.6 + 0.3 * level : level < 0.8 ? 1 : 0;
                for (int s = 0; s < seeds; s++) {
                    double own = random.nextDouble() < 0.5 ? shared : random.nextDouble();
                    double noise = random.nextDouble();
                    student[s][i] = like
                            ? student[s][first]
                            : graded
                                    ? score(i, difference + shift[s], own, noise)
                                    : right(i, difference + shift[s], own);
                }
            }
        }

        /** A loss now and then: one question in five loses, some more and some less. */
        private double score(int i, double difference, double own, double noise) {
            // own is uniform, so own / 0.1 is 1 on average among those below 0.2, and they are a fifth.
            double loss = own < 0.2 ? own / 0.1 * difference / 0.2 : 0;
            return teacher[i] + loss + (noise - 0.5) * 0.1;
        }

        /** Right with 0.8 + difference: the teacher alone in 10 of 100, the student alone in 10 + 100 · difference. */
        private double right(int i, double difference, double own) {
            return teacher[i] == 1 ? own < 1 - 0.10 / 0.8 ? 1 : 0 : own < (0.10 + difference) / 0.2 ? 1 : 0;
        }

        Interval interval(int run) {
            if (!graded && seeds == 1) {
                return PairedInterval.of(truths(student[0]), truths(teacher), clustered ? groups : null, 1 - 2 * ALPHA)
                        .orElseThrow();
            }
            Resampling resampling = new Resampling(RESAMPLES, run);
            List<List<Tally>> students = new ArrayList<>();
            for (double[] values : student) {
                students.add(tallies(values));
            }
            return seeds == 1
                    ? PairedEstimate.of(MEAN, students.get(0), tallies(teacher), groups, resampling, 1 - 2 * ALPHA)
                            .orElseThrow()
                            .decision()
                    : SeededEstimate.of(MEAN, students, tallies(teacher), groups, resampling, 1 - 2 * ALPHA)
                            .orElseThrow()
                            .decision();
        }

        private static List<Tally> tallies(double[] values) {
            List<Tally> tallies = new ArrayList<>();
            for (double value : values) {
                tallies.add(MeanOf.tally(value));
            }
            return tallies;
        }

        private static boolean[] truths(double[] values) {
            boolean[] truths = new boolean[values.length];
            for (int i = 0; i < truths.length; i++) {
                truths[i] = values[i] == 1;
            }
            return truths;
        }
    }
}
