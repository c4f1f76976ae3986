package org.dasllm.cli.models;

import java.util.Optional;
import org.dasllm.trainer.estimate.Quantity;
import org.jspecify.annotations.Nullable;

/**
 * Whether a model fits this machine for one use.
 *
 * @param fits whether it does; null where the system does not tell how much memory there is, or the use is refused
 * @param bytes memory that it would take
 * @param note what else is worth knowing, or why it is refused
 */
public record Fit(@Nullable Boolean fits, long bytes, String note) {

    static Fit refused(String why) {
        return new Fit(false, 0, why);
    }

    /** In a few words. */
    public String text() {
        if (bytes == 0) {
            return "no: " + note;
        }
        String answer = Optional.ofNullable(fits)
                .map(known -> known ? "fits" : "too large")
                .orElse("not known");
        return answer + ", " + Quantity.bytes(bytes) + (note.isEmpty() ? "" : " (" + note + ")");
    }
}
