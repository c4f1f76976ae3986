package org.dasllm.eval.text;

import java.util.HashMap;
import java.util.Map;
import org.dasllm.eval.statistics.Statistic;
import org.dasllm.eval.statistics.Tally;

/**
 * chrF: the F-score of character n-grams, n from 1 to 6, recall counting twice as much as precision (Popović 2015, WMT, page 392),
 * with sacreBLEU's conventions: white space does not count, orders for which one side has no n-gram are left out of the means. Of
 * many texts it is made of the sums of their counts, and so is a {@link Statistic}. From 0 to 1, where sacreBLEU writes 0 to 100.
 */
public record Chrf() implements Statistic {
    private static final int ORDER = 6;
    private static final double BETA_SQUARED = 4;

    /** Longer texts are compared by their beginnings, so that one answer cannot fill the memory; in characters. */
    private static final int LONGEST = 100_000;

    @Override
    public int width() {
        return 3 * ORDER;
    }

    @Override
    public double of(double[] sums) {
        double precisions = 0;
        double recalls = 0;
        int orders = 0;
        for (int n = 0; n < ORDER; n++) {
            double given = sums[3 * n];
            double wanted = sums[3 * n + 1];
            if (given > 0 && wanted > 0) {
                precisions += sums[3 * n + 2] / given;
                recalls += sums[3 * n + 2] / wanted;
                orders++;
            }
        }
        if (orders == 0 || precisions + recalls == 0) {
            return 0;
        }
        double precision = precisions / orders;
        double recall = recalls / orders;
        return (1 + BETA_SQUARED) * precision * recall / (BETA_SQUARED * precision + recall);
    }

    /** The counts of one pair: for each n the n-grams given, wanted and common. */
    public Tally tally(String right, String answer) {
        int[] wanted = characters(right);
        int[] given = characters(answer);
        double[] counts = new double[width()];
        for (int n = 1; n <= ORDER; n++) {
            Map<String, Integer> left = new HashMap<>();
            int all = Math.max(0, wanted.length - n + 1);
            for (int i = 0; i < all; i++) {
                left.merge(new String(wanted, i, n), 1, Integer::sum);
            }
            int common = 0;
            int candidates = Math.max(0, given.length - n + 1);
            for (int i = 0; i < candidates; i++) {
                String gram = new String(given, i, n);
                Integer count = left.get(gram);
                if (count != null && count > 0) {
                    left.put(gram, count - 1);
                    common++;
                }
            }
            // What the right text has no n-grams for cannot be hit or missed.
            counts[3 * (n - 1)] = all == 0 ? 0 : candidates;
            counts[3 * (n - 1) + 1] = all;
            counts[3 * (n - 1) + 2] = common;
        }
        return Tally.ofFirst(counts);
    }

    private static int[] characters(String text) {
        return text.codePoints()
                .limit(LONGEST)
                .filter(c -> !Character.isWhitespace(c) && !Character.isSpaceChar(c))
                .toArray();
    }
}
