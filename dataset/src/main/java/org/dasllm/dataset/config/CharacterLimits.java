package org.dasllm.dataset.config;

import java.io.Serializable;
import org.dasllm.format.config.Default;
import org.dasllm.format.config.Faults;

/**
 * The least and the greatest length of a text, both allowed.
 *
 * @param minimum in Unicode code points
 * @param maximum in Unicode code points
 */
public record CharacterLimits(
        @Default("1") int minimum, @Default("20000") int maximum) implements Serializable {
    public CharacterLimits {
        new Faults()
                .unless(minimum >= 0, "minimum", "is at least 0, not " + minimum)
                .unless(maximum >= minimum, "maximum", "is at least the minimum, " + minimum + ", not " + maximum)
                .refuse();
    }

    /** Whether every text has such a length. */
    public boolean anything() {
        return minimum == 0 && maximum == Integer.MAX_VALUE;
    }
}
