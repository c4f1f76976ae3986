package org.dasllm.model.tokenizer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.dasllm.format.error.DasllmException;

/**
 * Learns a byte-level vocabulary by byte pair encoding (Sennrich et al., 2015, arXiv:1508.07909): the most frequent pair of
 * neighbours becomes a token, again and again. Of equally frequent pairs the one with the lower left id goes first, then
 * the one with the lower right id; so the same texts give the same vocabulary, whatever their order.
 */
public final class BpeTrainer {
    private final int vocabularySize;
    private final int minimumCount;
    private final List<String> specialTokens;

    /**
     * What to learn.
     *
     * @param vocabularySize all tokens together: special ones, 256 bytes, and merged ones while there are pairs
     * @param minimumCount a pair that is rarer is not merged
     * @param specialTokens such as {@code <|im_end|>}; never learnt from texts, even where these contain them
     */
    public BpeTrainer(int vocabularySize, int minimumCount, List<String> specialTokens) {
        int least = 256 + specialTokens.size();
        if (vocabularySize < least) {
            throw DasllmException.usage(
                    "A vocabulary of " + vocabularySize + " has no room for 256 bytes and " + specialTokens.size()
                            + " special tokens",
                    "Set it to " + least + " or more");
        }
        if (new LinkedHashSet<>(specialTokens).size() < specialTokens.size()
                || specialTokens.stream().anyMatch(token -> token.length() < 2)) {
            throw DasllmException.usage(
                    "A special token is there twice or shorter than two letters", "Correct " + specialTokens);
        }
        this.vocabularySize = vocabularySize;
        this.minimumCount = Math.max(1, minimumCount);
        this.specialTokens = List.copyOf(specialTokens);
    }

    /** A pair of neighbours with the count it had when it was queued. */
    private record Candidate(int left, int right, long count) {
        static final Comparator<Candidate> ORDER = Comparator.comparingLong(Candidate::count)
                .reversed()
                .thenComparingInt(Candidate::left)
                .thenComparingInt(Candidate::right);
    }

    public BpeVocabulary train(Iterable<String> texts) {
        return new Run(words(texts)).train();
    }

    /** How often every piece occurs, in an order that does not depend on the texts'. */
    private Map<String, Long> words(Iterable<String> texts) {
        Pattern special = specialTokens.isEmpty()
                ? Pattern.compile("(?!)")
                : Pattern.compile(specialTokens.stream().map(Pattern::quote).collect(Collectors.joining("|")));
        Map<String, Long> words = new TreeMap<>();
        for (String text : texts) {
            special.splitAsStream(text)
                    .flatMap(part -> PreTokens.of(part).stream())
                    .forEach(piece -> words.merge(piece, 1L, Long::sum));
        }
        return words;
    }

    /** The state of one training. */
    private final class Run {
        private final List<int[]> words = new ArrayList<>();
        private final List<Long> counts = new ArrayList<>();
        private final List<String> tokens = new ArrayList<>(specialTokens);
        private final Map<String, Integer> ids = new HashMap<>();
        private final Map<Long, Long> pairCounts = new HashMap<>();
        /** Words in which a pair is or once was. */
        private final Map<Long, Set<Integer>> pairWords = new HashMap<>();

        private final PriorityQueue<Candidate> queue = new PriorityQueue<>(Candidate.ORDER);

        Run(Map<String, Long> pieces) {
            for (int b = 0; b < 256; b++) {
                ids.put(ByteAlphabet.letter(b), tokens.size());
                tokens.add(ByteAlphabet.letter(b));
            }
            pieces.forEach((piece, count) -> {
                int[] word = ByteAlphabet.bytes(piece);
                for (int i = 0; i < word.length; i++) {
                    word[i] += specialTokens.size();
                }
                words.add(word);
                counts.add(count);
            });
        }

        BpeVocabulary train() {
            Set<Long> all = new HashSet<>();
            for (int word = 0; word < words.size(); word++) {
                count(word, 1, all);
            }
            enqueue(all);
            List<BpeVocabulary.Merge> merges = new ArrayList<>();
            while (tokens.size() < vocabularySize && !queue.isEmpty()) {
                Candidate best = queue.remove();
                long pair = pair(best.left(), best.right());
                // Counts change while candidates wait; a changed one was queued again with its new count.
                if (pairCounts.getOrDefault(pair, 0L) != best.count()) {
                    continue;
                }
                if (specialTokens.contains(tokens.get(best.left()) + tokens.get(best.right()))) {
                    continue; // what spells a special token stays in pieces
                }
                merges.add(new BpeVocabulary.Merge(tokens.get(best.left()), tokens.get(best.right())));
                merge(best, pair);
            }
            return new BpeVocabulary(specialTokens, tokens, merges);
        }

        private void merge(Candidate best, long pair) {
            String spelling = tokens.get(best.left()) + tokens.get(best.right());
            // Two ways of merging can spell the same token; it has one id.
            int merged = ids.computeIfAbsent(spelling, added -> {
                tokens.add(added);
                return tokens.size() - 1;
            });
            Set<Long> changed = new HashSet<>();
            Set<Integer> affected = pairWords.remove(pair);
            if (affected != null) {
                for (int word : affected) {
                    count(word, -1, changed);
                    words.set(word, replace(words.get(word), best.left(), best.right(), merged));
                    count(word, 1, changed);
                }
            }
            enqueue(changed);
        }

        /** Adds a word's pairs to the counts, or takes them away. */
        private void count(int word, int sign, Set<Long> changed) {
            int[] symbols = words.get(word);
            for (int i = 1; i < symbols.length; i++) {
                long pair = pair(symbols[i - 1], symbols[i]);
                pairCounts.merge(pair, sign * counts.get(word), Long::sum);
                if (sign > 0) {
                    pairWords.computeIfAbsent(pair, key -> new HashSet<>()).add(word);
                }
                changed.add(pair);
            }
        }

        private void enqueue(Set<Long> pairs) {
            for (long pair : pairs) {
                long count = pairCounts.getOrDefault(pair, 0L);
                if (count >= minimumCount) {
                    queue.add(new Candidate((int) (pair >> 32), (int) pair, count));
                } else if (count == 0) {
                    pairCounts.remove(pair);
                }
            }
        }
    }

    private static long pair(int left, int right) {
        return ((long) left << 32) | right;
    }

    /** Every left-right pair becomes the merged token, from the left on. */
    private static int[] replace(int[] symbols, int left, int right, int merged) {
        int[] replaced = new int[symbols.length];
        int count = 0;
        for (int i = 0; i < symbols.length; i++) {
            if (i + 1 < symbols.length && symbols[i] == left && symbols[i + 1] == right) {
                replaced[count++] = merged;
                i++;
            } else {
                replaced[count++] = symbols[i];
            }
        }
        return Arrays.copyOf(replaced, count);
    }
}
