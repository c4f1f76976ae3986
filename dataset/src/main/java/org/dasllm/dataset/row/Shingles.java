package org.dasllm.dataset.row;

import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

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
    private static final long[] SEEDS =
            LongStream.rangeClosed(1, (long) BANDS * ROWS).map(Shingles::mix).toArray();

    private Shingles() {}

    /**
     * The shingles of a text that every stage of this module compares: sorted and distinct; a text of fewer than three words is one shingle, made of all of
     * them.
     */
    public static long[] of(String text) {
        List<String> words = Words.of(text);
        int count = Math.max(1, words.size() - WORDS + 1);
        long[] hashes = new long[count];
        for (int i = 0; i < count; i++) {
            long hash = 0;
            for (String word : words.subList(i, Math.min(words.size(), i + WORDS))) {
                for (int k = 0; k < word.length(); k++) {
                    hash = mix(hash + word.charAt(k));
                }
                hash = mix(hash + ' ');
            }
            hashes[i] = hash;
        }
        return LongStream.of(hashes).sorted().distinct().toArray();
    }

    /** One hash for each band; two sets that agree in one are candidates. */
    public static long[] bands(long[] shingles) {
        long[] bands = new long[BANDS];
        for (int band = 0; band < BANDS; band++) {
            long hash = band;
            for (int row = 0; row < ROWS; row++) {
                hash = mix(hash ^ least(shingles, SEEDS[band * ROWS + row]));
            }
            bands[band] = hash;
        }
        return bands;
    }

    private static long least(long[] shingles, long seed) {
        long least = Long.MAX_VALUE;
        for (long shingle : shingles) {
            least = Math.min(least, mix(shingle ^ seed));
        }
        return least;
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
