package org.dasllm.dataset.config;

import java.io.Serializable;
import org.dasllm.format.config.Default;
import org.dasllm.format.config.Faults;

/**
 * The most rows of the training set that may be of one kind; the ones with the least content hashes stay.
 *
 * @param perLabel rows with the same answer, where the task's answers have labels; 0 for any number
 * @param perSource rows with the same {@code source}; 0 for any number
 */
public record Caps(
        @Default("0") long perLabel, @Default("0") long perSource) implements Serializable {
    public Caps {
        new Faults()
                .unless(perLabel >= 0, "per_label", "is at least 0, not " + perLabel)
                .unless(perSource >= 0, "per_source", "is at least 0, not " + perSource)
                .refuse();
    }
}
