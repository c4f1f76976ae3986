package org.dasllm.dataset.config;

import java.io.Serializable;
import org.dasllm.format.config.Default;
import org.dasllm.format.config.Faults;

/**
 * When two prompts are nearly the same, by the Jaccard similarity of their sets of three-word shingles.
 *
 * @param remove whether of rows of one split whose prompts are nearly the same only one is kept
 * @param threshold the similarity from which {@code remove} removes, unless the rows have different labels. A row goes only if it is
 *     itself that near to one that stays
 * @param apart the similarity from which two prompts are never in two splits: rows without a fixed split go where their neighbours go,
 *     and of rows with fixed splits the test's stay. The neighbours come from MinHash with 20 bands of 6 rows, which misses few pairs at
 *     0.7 and hardly any at 0.8; those in different splits are looked for once more by an exact join
 */
public record NearDuplicates(
        @Default("false") boolean remove,
        @Default("0.8") double threshold,
        @Default("0.7") double apart) implements Serializable {
    /** Below this similarity MinHash with these bands finds too few pairs. */
    public static final double LEAST_THRESHOLD = 0.5;

    public NearDuplicates {
        new Faults()
                .unless(similarity(threshold), "threshold", words(threshold))
                .unless(similarity(apart), "apart", words(apart))
                .refuse();
    }

    /** The similarity from which two prompts are never in two splits: no greater than the one from which they count as the same. */
    public double across() {
        return remove ? Math.min(apart, threshold) : apart;
    }

    private static boolean similarity(double value) {
        return value >= LEAST_THRESHOLD && value <= 1;
    }

    private static String words(double value) {
        return "is a Jaccard similarity from " + LEAST_THRESHOLD + " to 1, not " + value;
    }
}
