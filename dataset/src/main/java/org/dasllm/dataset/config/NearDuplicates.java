package org.dasllm.dataset.config;

import java.io.Serializable;
import org.dasllm.format.config.Default;
import org.dasllm.format.config.Faults;

/**
 * Whether prompts that are nearly the same are removed.
 *
 * @param remove whether of rows whose prompts are nearly the same only one is kept
 * @param threshold the Jaccard similarity of the sets of three-word shingles from which two prompts count as the same, unless
 *     they are in one split and have different labels; the candidates come from MinHash with 20 bands of 6 rows, which misses
 *     few pairs at 0.7 and hardly any at 0.8
 */
public record NearDuplicates(
        @Default("false") boolean remove, @Default("0.8") double threshold) implements Serializable {
    private static final double LEAST_THRESHOLD = 0.5;

    public NearDuplicates {
        new Faults()
                .unless(
                        threshold >= LEAST_THRESHOLD && threshold <= 1,
                        "threshold",
                        "is a Jaccard similarity from " + LEAST_THRESHOLD + " to 1, not " + threshold)
                .refuse();
    }
}
