package org.dasllm.eval.calibration;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.dasllm.eval.statistics.KornGraubard;
import org.dasllm.eval.statistics.SampleSize;
import org.dasllm.eval.statistics.WilsonInterval;
import org.dasllm.format.evaluation.Interval;
import org.jspecify.annotations.Nullable;

/**
 * What the student's probabilities are worth: among answers given with 80 % there should be 80 % right ones.
 *
 * @param n answers with a probability and a right answer known
 * @param unstated answers without a probability, with a right answer known: they go to people, and are in nothing else here
 * @param error the expected calibration error, Σ over bins of share · |accuracy − mean probability|, with ten bins of equal width,
 *     each with its upper end (Guo et al. 2017, ICML, section 2)
 * @param brier the mean of (probability − right)²
 * @param bins those that have answers
 * @param choices what different thresholds would do
 * @param greatestError the share of wrong answers that may remain among those that nobody looks at
 * @param threshold answers less likely than this go to people; null where no threshold keeps the promise
 * @param kept what remains at the threshold; null where there is none
 */
public record Calibration(
        int n,
        int unstated,
        double error,
        double brier,
        List<Bin> bins,
        List<Choice> choices,
        double greatestError,
        @Nullable Double threshold,
        @Nullable Choice kept) {
    private static final int BINS = 10;
    private static final int STEPS = 100;

    /**
     * Answers of like probability.
     *
     * @param above lower end, not in the bin, but 0 is in the first
     * @param upTo upper end, in the bin
     * @param meanProbability of its answers
     * @param accuracy of its answers
     * @param interval Wilson's, of the accuracy
     */
    public record Bin(double above, double upTo, int n, double meanProbability, double accuracy, Interval interval) {}

    /**
     * A threshold that could be taken.
     *
     * @param threshold answers of at least this probability are kept
     * @param kept how many
     * @param wrong how many of them are wrong
     * @param effective how many independent answers they are worth, fewer where questions come in clusters
     * @param bound the share of wrong ones is below it, one-sided, with the evaluation's confidence
     */
    public record Choice(double threshold, int kept, int wrong, double effective, double bound) {}

    /**
     * The threshold is found by going down from the highest that enough answers reach, as long as the bound of the error stays
     * below the greatest one: tests in a fixed order, so that all of them together keep the level (Angelopoulos et al. 2021, "Learn
     * then Test", arXiv:2110.01052, section 3.2 on fixed sequences).
     *
     * @param answers one at least with a probability
     * @param confidence of the bound, one-sided
     */
    public static Calibration of(Stated answers, double greatestError, double confidence) {
        double[] probability = answers.probability();
        boolean[] right = answers.right();
        double brier = 0;
        for (int i = 0; i < right.length; i++) {
            double off = probability[i] - (right[i] ? 1 : 0);
            brier += off * off / right.length;
        }
        List<Bin> bins = bins(probability, right, 2 * confidence - 1);
        double error = bins.stream()
                .mapToDouble(b -> (double) b.n() / right.length * Math.abs(b.accuracy() - b.meanProbability()))
                .sum();
        List<Choice> all = choices(answers, confidence);
        Choice best = null;
        long enough = SampleSize.withoutFailure(greatestError, confidence);
        for (Choice choice : all) {
            if (choice.effective() >= enough) {
                if (choice.bound() >= greatestError) {
                    break;
                }
                best = choice;
            }
        }
        List<Choice> shown = all.stream()
                .filter(c -> Math.round(c.threshold() * STEPS) % BINS == 0)
                .toList();
        return new Calibration(
                right.length,
                answers.unstated(),
                error,
                brier,
                bins,
                shown,
                greatestError,
                best == null ? null : best.threshold(),
                best);
    }

    private static List<Bin> bins(double[] probability, boolean[] right, double confidence) {
        List<Bin> bins = new ArrayList<>();
        for (int b = 0; b < BINS; b++) {
            double above = (double) b / BINS;
            double upTo = (b + 1.0) / BINS;
            boolean first = b == 0;
            int[] inside = IntStream.range(0, right.length)
                    .filter(i -> (probability[i] > above || first) && probability[i] <= upTo)
                    .toArray();
            if (inside.length > 0) {
                int hits = (int) Arrays.stream(inside).filter(i -> right[i]).count();
                bins.add(new Bin(
                        above,
                        upTo,
                        inside.length,
                        Arrays.stream(inside)
                                .mapToDouble(i -> probability[i])
                                .average()
                                .orElse(0),
                        (double) hits / inside.length,
                        WilsonInterval.of(hits, inside.length, confidence)));
            }
        }
        return bins;
    }

    /**
     * From the highest threshold down to 0, in steps of a hundredth; those that no answer reaches are left out. The design effect is that
     * of the kept answers, but at least that of all: a few kept ones may happen to have no cluster with two errors, or no error at all.
     */
    private static List<Choice> choices(Stated answers, double confidence) {
        int[] descending = IntStream.range(0, answers.n())
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -answers.probability()[i]))
                .mapToInt(Integer::intValue)
                .toArray();
        double least = answers.spread(descending).effect();
        List<Choice> choices = new ArrayList<>();
        int kept = 0;
        int wrong = 0;
        for (int step = STEPS; step >= 0; step--) {
            double threshold = (double) step / STEPS;
            int before = kept;
            while (kept < descending.length && answers.probability()[descending[kept]] >= threshold) {
                wrong += answers.right()[descending[kept]] ? 0 : 1;
                kept++;
            }
            if (kept > before) {
                choices.add(choice(
                        threshold, wrong, answers.spread(Arrays.copyOf(descending, kept)), kept, least, confidence));
            } else if (kept > 0) {
                Choice same = choices.get(choices.size() - 1);
                choices.add(new Choice(threshold, kept, wrong, same.effective(), same.bound()));
            }
        }
        return choices;
    }

    /** One cluster says nothing about others, and bounds nothing. */
    private static Choice choice(
            double threshold, int wrong, Stated.Spread spread, int kept, double least, double confidence) {
        if (spread.clusters() < 2 && kept > 1) {
            return new Choice(threshold, kept, wrong, 1, 1);
        }
        double effect = Math.max(least, spread.effect());
        double effective = KornGraubard.effective(kept, effect, spread.clusters(), confidence);
        return new Choice(threshold, kept, wrong, effective, KornGraubard.upper(wrong, kept, effective, confidence));
    }
}
