package org.dasllm.eval.calibration;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.dasllm.eval.statistics.ClopperPearson;
import org.dasllm.eval.statistics.SampleSize;
import org.dasllm.eval.statistics.WilsonInterval;
import org.dasllm.format.evaluation.Interval;
import org.jspecify.annotations.Nullable;

/**
 * What the student's probabilities are worth: among answers given with 80 % there should be 80 % right ones.
 *
 * @param n answers with a probability and a right answer known
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
     * @param bound the share of wrong ones is below it, one-sided, with the evaluation's confidence
     */
    public record Choice(double threshold, int kept, int wrong, double bound) {}

    /**
     * The threshold is found by going down from the highest that enough answers reach, as long as the exact bound of the error stays
     * below the greatest one: tests in a fixed order, so that all of them together keep the level (Angelopoulos et al. 2021, "Learn
     * then Test", arXiv:2110.01052, section 3.2 on fixed sequences).
     *
     * @param probability that the answer is right, as the student says it, 0 to 1
     * @param confidence of the bound, one-sided
     */
    public static Calibration of(double[] probability, boolean[] right, double greatestError, double confidence) {
        double brier = 0;
        for (int i = 0; i < right.length; i++) {
            double off = probability[i] - (right[i] ? 1 : 0);
            brier += off * off / right.length;
        }
        List<Bin> bins = bins(probability, right, 2 * confidence - 1);
        double error = bins.stream()
                .mapToDouble(b -> (double) b.n() / right.length * Math.abs(b.accuracy() - b.meanProbability()))
                .sum();
        List<Choice> all = choices(probability, right, confidence);
        Choice best = null;
        long enough = SampleSize.withoutFailure(greatestError, confidence);
        for (Choice choice : all) {
            if (choice.kept() >= enough) {
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
                right.length, error, brier, bins, shown, greatestError, best == null ? null : best.threshold(), best);
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

    /** From the highest threshold down to 0, in steps of a hundredth; those that no answer reaches are left out. */
    private static List<Choice> choices(double[] probability, boolean[] right, double confidence) {
        int[] descending = IntStream.range(0, right.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -probability[i]))
                .mapToInt(Integer::intValue)
                .toArray();
        List<Choice> choices = new ArrayList<>();
        int kept = 0;
        int wrong = 0;
        for (int step = STEPS; step >= 0; step--) {
            double threshold = (double) step / STEPS;
            while (kept < descending.length && probability[descending[kept]] >= threshold) {
                wrong += right[descending[kept]] ? 0 : 1;
                kept++;
            }
            if (kept > 0) {
                choices.add(new Choice(threshold, kept, wrong, ClopperPearson.upper(wrong, kept, confidence)));
            }
        }
        return choices;
    }
}
