package org.dasllm.eval.metric;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.dasllm.eval.statistics.Tally;

/**
 * A measure of classes. The sums are, class by class, right answers that are of the class, answers that are of it, and hits; an
 * answer without a label is of a class of its own. A refused answer is there too, and is never a hit: a right answer may lack the field,
 * and saying nothing at all is not the same.
 */
final class ClassMetric implements GradedMetric {
    private static final int SUMS = 3;
    private static final String NOTHING = "";

    private final String name;
    private final GradedKind kind;
    private final Metric label;
    private final Map<String, Integer> places = new HashMap<>();

    /** @param labels all that occur, among right answers and others */
    ClassMetric(String name, GradedKind kind, Metric label, Iterable<Optional<String>> labels) {
        this.name = name;
        this.kind = kind;
        this.label = label;
        TreeSet<String> sorted = new TreeSet<>();
        labels.forEach(each -> each.ifPresent(sorted::add));
        sorted.forEach(each -> places.put(each, places.size()));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int width() {
        return SUMS * (places.size() + 1);
    }

    @Override
    public Tally tally(Answer gold, Answer answer) {
        int right = place(label.label(gold));
        int answered = place(label.label(answer));
        return right == answered && answer.valid()
                ? Tally.ofOnes(SUMS * right, SUMS * answered + 1, SUMS * right + 2)
                : Tally.ofOnes(SUMS * right, SUMS * answered + 1);
    }

    private int place(Optional<String> each) {
        Integer place = places.get(each.orElse(NOTHING));
        return place == null || each.isEmpty() ? places.size() : place;
    }

    @Override
    public double of(double[] sums) {
        return switch (kind) {
            case MACRO_F1 -> mean(sums, true);
            case MACRO_RECALL -> mean(sums, false);
            default -> correlation(sums);
        };
    }

    /** Over the classes that occur among the right answers. */
    private static double mean(double[] sums, boolean f1) {
        double total = 0;
        int classes = 0;
        for (int k = 0; k < sums.length; k += SUMS) {
            if (sums[k] > 0) {
                total += f1 ? 2 * sums[k + 2] / (sums[k] + sums[k + 1]) : sums[k + 2] / sums[k];
                classes++;
            }
        }
        return classes == 0 ? Double.NaN : total / classes;
    }

    /**
     * For several classes as in Gorodkin 2004, Computational Biology and Chemistry 28:367; 0 where one side has one class only, as
     * scikit-learn gives it.
     */
    private static double correlation(double[] sums) {
        double n = 0;
        double hits = 0;
        double products = 0;
        double rightSquares = 0;
        double answeredSquares = 0;
        for (int k = 0; k < sums.length; k += SUMS) {
            n += sums[k];
            hits += sums[k + 2];
            products += sums[k] * sums[k + 1];
            rightSquares += sums[k] * sums[k];
            answeredSquares += sums[k + 1] * sums[k + 1];
        }
        double spread = (n * n - rightSquares) * (n * n - answeredSquares);
        return n == 0 ? Double.NaN : spread == 0 ? 0 : (hits * n - products) / Math.sqrt(spread);
    }
}
