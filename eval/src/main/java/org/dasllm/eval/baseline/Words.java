package org.dasllm.eval.baseline;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Texts as weighted counts of their words and pairs of neighbouring words: (1 + ln count) · (1 + ln((1 + texts) / (1 + texts
 * with it))), scaled to length 1. Only what occurs in at least two training texts is counted.
 */
public final class Words {
    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{M}\\p{N}]+(?:['’][\\p{L}]+)?");
    private static final int LEAST_TEXTS = 2;

    private final Map<String, Integer> index;
    private final float[] rarity;

    /** A text's features, by increasing index. */
    public record Features(int[] indices, float[] values) {

        /** The cosine of the angle between two texts' features: 0 to 1. */
        public double cosine(Features other) {
            double sum = 0;
            int there = 0;
            for (int here = 0; here < indices.length; here++) {
                while (there < other.indices.length && other.indices[there] < indices[here]) {
                    there++;
                }
                if (there < other.indices.length && other.indices[there] == indices[here]) {
                    sum += (double) values[here] * other.values[there];
                }
            }
            return sum;
        }
    }

    private Words(Map<String, Integer> index, float[] rarity) {
        this.index = index;
        this.rarity = rarity;
    }

    /** @param largest how many features to keep; the most frequent stay, ties in alphabetical order */
    public static Words learn(List<String> texts, int largest) {
        Map<String, Integer> documents = new HashMap<>();
        for (String text : texts) {
            grams(text).keySet().forEach(gram -> documents.merge(gram, 1, Integer::sum));
        }
        List<String> kept = documents.entrySet().stream()
                .filter(e -> e.getValue() >= LEAST_TEXTS)
                .sorted(Map.Entry.<String, Integer>comparingByValue()
                        .reversed()
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(largest)
                .map(Map.Entry::getKey)
                .toList();
        Map<String, Integer> index = new HashMap<>();
        float[] rarity = new float[kept.size()];
        for (String gram : kept) {
            int at = index.size();
            rarity[at] = (float) (StrictMath.log((1.0 + texts.size()) / (1.0 + documents.getOrDefault(gram, 0))) + 1);
            index.put(gram, at);
        }
        return new Words(index, rarity);
    }

    int size() {
        return rarity.length;
    }

    /** The features of a text; without any where it has no known word. */
    public Features of(String text) {
        TreeMap<Integer, Integer> counts = new TreeMap<>();
        grams(text).forEach((gram, count) -> {
            Integer at = index.get(gram);
            if (at != null) {
                counts.put(at, count);
            }
        });
        int[] indices = new int[counts.size()];
        float[] values = new float[counts.size()];
        double squares = 0;
        int next = 0;
        for (Map.Entry<Integer, Integer> entry : counts.entrySet()) {
            indices[next] = entry.getKey();
            values[next] = (float) (1 + StrictMath.log(entry.getValue())) * rarity[entry.getKey()];
            squares += (double) values[next] * values[next];
            next++;
        }
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (values[i] / Math.sqrt(squares));
        }
        return new Features(indices, values);
    }

    /** The words of a text and its pairs of neighbouring words, in small letters, with how often each stands there. */
    public static Map<String, Integer> grams(String text) {
        Map<String, Integer> counts = new HashMap<>();
        Matcher matcher = WORD.matcher(text.toLowerCase(Locale.ROOT));
        String before = "";
        while (matcher.find()) {
            String word = matcher.group();
            counts.merge(word, 1, Integer::sum);
            if (!before.isEmpty()) {
                counts.merge(before + " " + word, 1, Integer::sum);
            }
            before = word;
        }
        return counts;
    }
}
