package org.dasllm.dataset.config;

import java.io.Serializable;
import org.dasllm.format.config.Default;
import org.dasllm.format.config.Faults;

/**
 * What happens where a split has a prompt with more than one answer.
 *
 * @param rule which of the answers is kept
 * @param leastMargin for {@code vote}: by how many rows the first answer must lead the second; otherwise all rows of the prompt go to
 *     quarantine
 */
public record Conflicts(
        @Default("first") Rule rule, @Default("1") long leastMargin) implements Serializable {
    /** Which of several answers to one prompt is kept. */
    public enum Rule {
        /** That of the row with the least content hash. */
        FIRST,
        /** That of the most rows; how many votes it had is kept in the attributes {@code label_votes} and {@code label_margin}. */
        VOTE,
        /** None: all rows of the prompt go to quarantine. */
        NONE
    }

    public Conflicts {
        new Faults()
                .unless(leastMargin >= 1, "least_margin", "is at least 1, not " + leastMargin)
                .refuse();
    }
}
