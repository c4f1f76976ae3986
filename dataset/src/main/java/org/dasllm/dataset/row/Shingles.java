package org.dasllm.dataset.row;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * A text as the set of its runs of three {@link Words}, each a 64-bit hash, and that set's MinHash signature.
 *
 * <p>Broder, "On the resemblance and containment of documents" (1997); 20 bands of 6 rows find a pair of Jaccard
 * similarity 0.8 with probability 0.998.
 */
public final class Shingles {
    public static final int BANDS = 20;
    static final int ROWS = 6;
    private static final int WORDS = 3;
    private static final int FUNCTIONS = BANDS * ROWS;

    /** Of each of MinHash's functions, x → factor · x + addend modulo 2³², an odd factor and the addend. */
    private static final int[] FACTORS =
            IntStream.rangeClosed(1, FUNCTIONS).map(i -> (int) mix(i) | 1).toArray();

    private static final int[] ADDENDS =
            IntStream.rangeClosed(1, FUNCTIONS).map(i -> (int) mix(-i)).toArray();

    private Shingles() {}

    /**
     * The shingles of a text that every stage of this module compares: sorted and distinct; a text of fewer than three words is one shingle, made of all of
     * them.
     */
    public static long[] of(String text) {
        long[] words = Words.hashes(text);
        long[] hashes = new long[Math.max(1, words.length - WORDS + 1)];
        for (int i = 0; i < hashes.length; i++) {
            for (int k = i; k < Math.min(words.length, i + WORDS); k++) {
                hashes[i] = mix(hashes[i] + words[k]);
            }
        }
        return distinct(hashes);
    }

    /** The numbers in order, each once. */
    private static long[] distinct(long[] numbers) {
        Arrays.sort(numbers);
        int count = 1;
        for (int i = 1; i < numbers.length; i++) {
            if (numbers[i] != numbers[i - 1]) {
                numbers[count++] = numbers[i];
            }
        }
        return Arrays.copyOf(numbers, count);
    }

    /**
     * One hash for each band; two sets that agree in one are candidates. Shingles are hashes already, so that linear functions of half their bits are
     * random enough to order them by.
     */
    public static long[] bands(long[] shingles) {
        int[] least = new int[FUNCTIONS];
        Arrays.fill(least, Integer.MAX_VALUE);
        for (long shingle : shingles) {
            lower(least, (int) (shingle >>> Integer.SIZE));
        }
        long[] bands = new long[BANDS];
        for (int band = 0; band < BANDS; band++) {
            long hash = band;
            for (int row = 0; row < ROWS; row++) {
                hash = mix(hash ^ least[band * ROWS + row]);
            }
            bands[band] = hash;
        }
        return bands;
    }

    /** A loop of its own and nothing else, of which the JVM can make vectors. */
    private static void lower(int[] least, int half) {
        for (int i = 0; i < least.length; i++) {
            least[i] = Math.min(least[i], half * FACTORS[i] + ADDENDS[i]);
        }
    }

    /** Shared ÷ all, of two sorted sets. */
    public static double jaccard(long[] a, long[] b) {
        int shared = 0;
        for (int i = 0, k = 0; i < a.length && k < b.length; ) {
            if (a[i] == b[k]) {
                shared++;
                i++;
                k++;
            } else if (a[i] < b[k]) {
                i++;
            } else {
                k++;
            }
        }
        return (double) shared / (a.length + b.length - shared);
    }

    /** A set's own hash: equal sets have the same, and hardly any others. */
    public static long key(long[] shingles) {
        long hash = shingles.length;
        for (long shingle : shingles) {
            hash = mix(hash ^ shingle);
        }
        return hash;
    }

    /**
     * As many of the set's least shingles that two sets of this Jaccard similarity have one of them in common: n − ⌈t·n⌉ + 1 of n
     * (Chaudhuri, Ganti and Kaushik, "A Primitive Operator for Similarity Joins in Data Cleaning", 2006). Hashes are in no order that
     * means anything, so the least are as good as any.
     */
    public static long[] prefix(long[] shingles, double threshold) {
        // A little less, so that rounding never makes the prefix too short.
        int least = (int) Math.ceil(threshold * shingles.length - 1e-9);
        return Arrays.copyOf(shingles, Math.min(shingles.length, shingles.length - least + 1));
    }

    /** The finaliser of SplitMix64 (Steele, Lea and Flood 2014): every bit depends on every other. */
    private static long mix(long value) {
        long z = value + 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
