package org.dasllm.dataset.config;

import java.io.Serializable;
import org.dasllm.format.config.Default;
import org.dasllm.format.config.Faults;

/**
 * When an answer says the same again and again, as a model does that has lost its way.
 *
 * @param most the greatest share of an answer's runs of four words that may have come before in it, 0 to 1; 1 allows everything
 * @param leastWords shorter answers are not looked at
 */
public record Repetition(
        @Default("0.6") double most, @Default("30") int leastWords) implements Serializable {
    public Repetition {
        new Faults()
                .unless(most >= 0 && most <= 1, "most", "is a share from 0 to 1, not " + most)
                .unless(leastWords >= 4, "least_words", "is at least 4, not " + leastWords)
                .refuse();
    }
}
