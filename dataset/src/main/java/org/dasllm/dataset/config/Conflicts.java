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
 * @param leastShare for samples that were voted on at the harvest ({@code harvest.labels.vote}): the least share of the answers, 0 to 1, that agree with
 *     the label; rows of the training and validation set below it go to quarantine. 0 for none
 */
public record Conflicts(
        @Default("first") Rule rule,
        @Default("1") long leastMargin,
        @Default("0") double leastShare) implements Serializable {
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
                .unless(leastShare >= 0 && leastShare <= 1, "least_share", "is from 0 to 1, not " + leastShare)
                .refuse();
    }
}
