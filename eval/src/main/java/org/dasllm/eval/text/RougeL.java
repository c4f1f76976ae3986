package org.dasllm.eval.text;

import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * ROUGE-L: F of the longest common subsequence of words (Lin 2004, "ROUGE", section 3.1), as the package rouge-score counts it
 * without stemming. Words are runs of letters and digits of any script, in lower case; rouge-score knows those of ASCII only, so for
 * other texts the two differ.
 */
public final class RougeL {
    private static final Pattern NO_WORD = Pattern.compile("[^\\p{L}\\p{M}\\p{N}]+");

    /** Longer texts are compared by their beginnings: the table of two texts is the product of their words. */
    private static final int MOST_WORDS = 4_000;

    private RougeL() {}

    /** From 0 to 1; 0 where one of the two has no word. */
    public static double score(String right, String answer) {
        String[] wanted = words(right);
        String[] given = words(answer);
        if (wanted.length == 0 || given.length == 0) {
            return 0;
        }
        double common = longestCommon(wanted, given);
        double precision = common / given.length;
        double recall = common / wanted.length;
        return common == 0 ? 0 : 2 * precision * recall / (precision + recall);
    }

    private static String[] words(String text) {
        return NO_WORD.splitAsStream(text.toLowerCase(Locale.ROOT))
                .filter(word -> !word.isEmpty())
                .limit(MOST_WORDS)
                .toArray(String[]::new);
    }

    private static int longestCommon(String[] first, String[] second) {
        int[] above = new int[second.length + 1];
        for (String word : first) {
            int[] row = new int[second.length + 1];
            for (int j = 0; j < second.length; j++) {
                row[j + 1] = word.equals(second[j]) ? above[j] + 1 : Math.max(row[j], above[j + 1]);
            }
            above = row;
        }
        return Arrays.stream(above).max().orElse(0);
    }
}
