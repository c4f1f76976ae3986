package org.dasllm.dataset.config;

import java.nio.file.Path;
import java.util.List;
import org.dasllm.format.config.Default;
import org.dasllm.format.config.Existing;
import org.dasllm.format.config.Faults;

/**
 * Texts of evaluations that must not be learnt. Rows of the test set are not looked at.
 *
 * @param against files of such texts: JSON Lines of samples, or of any objects whose texts count, or text with one on each line
 * @param share the share of a text's runs of three words from which a row counts as holding it, above 0 up to 1; of a text under 20 words
 *     it must also have three quarters of the words in their order
 * @param shortWords texts of fewer words are found only as a whole prompt or a whole answer
 */
public record Contamination(
        @Default("[]") @Existing List<Path> against,
        @Default("0.5") double share,
        @Default("8") int shortWords) {
    public Contamination {
        against = List.copyOf(against);
        new Faults()
                .unless(share > 0 && share <= 1, "share", "is above 0 and at most 1, not " + share)
                .unless(shortWords >= 3, "short_words", "is at least 3, not " + shortWords)
                .refuse();
    }
}
