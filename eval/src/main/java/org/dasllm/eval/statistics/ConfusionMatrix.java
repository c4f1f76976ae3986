package org.dasllm.eval.statistics;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How often each right class was answered as each class.
 *
 * @param labels the classes, sorted
 * @param counts {@code counts[right class][answered class]}, in the order of the labels
 */
public record ConfusionMatrix(List<String> labels, long[][] counts) {

    public ConfusionMatrix {
        labels = List.copyOf(labels);
    }

    public static ConfusionMatrix of(List<String> right, List<String> answered) {
        if (right.size() != answered.size()) {
            throw new IllegalArgumentException(right.size() + " labels beside " + answered.size());
        }
        TreeSet<String> all = new TreeSet<>(right);
        all.addAll(answered);
        List<String> labels = List.copyOf(all);
        long[][] counts = new long[labels.size()][labels.size()];
        for (int i = 0; i < right.size(); i++) {
            int row = Collections.binarySearch(labels, right.get(i));
            int column = Collections.binarySearch(labels, answered.get(i));
            counts[row][column]++;
        }
        return new ConfusionMatrix(labels, counts);
    }

    /**
     * One class against all others.
     *
     * @param support how often the class was right
     * @param answered how often it was answered
     * @param precision share of its answers that were right; null where it was never answered
     * @param recall share of its questions that were answered right; null where it was never right
     * @param f1 the harmonic mean, 2·hits / (support + answered)
     */
    public record ClassScore(
            String label,
            long support,
            long answered,
            @Nullable Double precision,
            @Nullable Double recall,
            double f1) {}

    /** One score a class, in the order of the labels. */
    public List<ClassScore> classScores() {
        List<ClassScore> scores = new ArrayList<>();
        for (int k = 0; k < labels.size(); k++) {
            long support = 0;
            long answered = 0;
            for (int j = 0; j < labels.size(); j++) {
                support += counts[k][j];
                answered += counts[j][k];
            }
            long hits = counts[k][k];
            scores.add(new ClassScore(
                    labels.get(k),
                    support,
                    answered,
                    answered == 0 ? null : (double) hits / answered,
                    support == 0 ? null : (double) hits / support,
                    2.0 * hits / (support + answered)));
        }
        return scores;
    }

    /** A kind of mistake and how often it was made. */
    public record Confusion(String right, String answered, long count) {}

    /** The most frequent mistakes, at most {@code limit}; ties in the order of the labels. */
    public List<Confusion> mostConfused(int limit) {
        List<Confusion> confusions = new ArrayList<>();
        for (int i = 0; i < labels.size(); i++) {
            for (int j = 0; j < labels.size(); j++) {
                if (i != j && counts[i][j] > 0) {
                    confusions.add(new Confusion(labels.get(i), labels.get(j), counts[i][j]));
                }
            }
        }
        confusions.sort(Collections.reverseOrder(Comparator.comparingLong(Confusion::count)));
        return List.copyOf(confusions.subList(0, Math.min(limit, confusions.size())));
    }
}
