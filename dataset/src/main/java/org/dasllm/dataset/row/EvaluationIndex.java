package org.dasllm.dataset.row;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.dasllm.format.error.DasllmException;

/**
 * Texts of evaluations by their runs of three words, and the short ones as a whole. It goes to every executor, and so is bounded.
 *
 * <p>The first runs of a text, by hash, suffice to look it up: a row that has the wanted share of a text's runs has one of the first
 * n − ⌈s·n⌉ + 1 of them.
 */
final class EvaluationIndex implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Some 200 MB. */
    private static final int MOST_RUNS = 10_000_000;

    /**
     * In a text of fewer words, half of the runs may be no more than a way to begin a question ("Where can I find the"), so a row must
     * also have three quarters of its words in their order. One word of eight may be another one.
     */
    private static final int FEW_WORDS = 20;

    private static final double IN_ORDER = 0.75;

    private final double share;
    private final int shortWords;
    private final List<long[]> texts = new ArrayList<>();

    /** The words of texts of few words, by their hashes; empty for others. */
    private final List<int[]> inOrder = new ArrayList<>();

    private final List<String> begins = new ArrayList<>();
    private final HashMap<Long, int[]> byRun = new HashMap<>();
    private final HashMap<String, String> shortTexts = new HashMap<>();
    private long runs;

    EvaluationIndex(double share, int shortWords) {
        this.share = share;
        this.shortWords = shortWords;
    }

    /** @throws DasllmException if there are more texts than an executor should hold */
    void add(String text) {
        List<String> words = Words.of(text);
        if (words.size() < shortWords) {
            if (!words.isEmpty()) {
                shortTexts.putIfAbsent(String.join(" ", words), Excerpt.of(text));
            }
            return;
        }
        long[] set = Shingles.of(text);
        runs += set.length;
        if (runs > MOST_RUNS) {
            throw DasllmException.input(
                    "The evaluation texts have more than " + MOST_RUNS + " runs of words",
                    "Give curate.contamination.against fewer files");
        }
        int number = texts.size();
        texts.add(set);
        inOrder.add(words.size() < FEW_WORDS ? hashes(words) : new int[0]);
        begins.add(Excerpt.of(text));
        for (int i = 0; i < set.length - wanted(set) + 1; i++) {
            int[] before = byRun.getOrDefault(set[i], new int[0]);
            int[] more = Arrays.copyOf(before, before.length + 1);
            more[before.length] = number;
            byRun.put(set[i], more);
        }
    }

    private int wanted(long[] set) {
        return Math.max(1, (int) Math.ceil(share * set.length - 1e-9));
    }

    /** What a text holds of an evaluation, in words; empty where it holds nothing. The same for the same texts in any order. */
    Optional<String> find(String text) {
        List<String> words = Words.of(text);
        String same = shortTexts.get(String.join(" ", words));
        if (same != null) {
            return Optional.of("the whole of " + same);
        }
        long[] set = Shingles.of(text);
        Set<Integer> candidates = new TreeSet<>();
        for (long run : set) {
            int[] numbers = byRun.get(run);
            if (numbers != null) {
                Arrays.stream(numbers).forEach(candidates::add);
            }
        }
        return candidates.stream()
                .map(number -> Map.entry(number, shared(texts.get(number), set)))
                .filter(entry -> entry.getValue() >= wanted(texts.get(entry.getKey())))
                .filter(entry -> hasInOrder(inOrder.get(entry.getKey()), words))
                .map(entry -> entry.getValue() + " of " + texts.get(entry.getKey()).length + " runs of words of "
                        + begins.get(entry.getKey()))
                .min(String::compareTo);
    }

    private static int shared(long[] text, long[] row) {
        return (int) Arrays.stream(text)
                .filter(run -> Arrays.binarySearch(row, run) >= 0)
                .count();
    }

    private static boolean hasInOrder(int[] wanted, List<String> words) {
        return wanted.length == 0 || longestCommon(wanted, hashes(words)) >= IN_ORDER * wanted.length;
    }

    private static int[] hashes(List<String> words) {
        return words.stream().mapToInt(String::hashCode).toArray();
    }

    /** The length of the longest common subsequence. */
    private static int longestCommon(int[] few, int[] many) {
        int[] best = new int[few.length + 1];
        for (int word : many) {
            int before = 0;
            for (int i = 1; i <= few.length; i++) {
                int here = best[i];
                best[i] = few[i - 1] == word ? before + 1 : Math.max(here, best[i - 1]);
                before = here;
            }
        }
        return best[few.length];
    }
}
