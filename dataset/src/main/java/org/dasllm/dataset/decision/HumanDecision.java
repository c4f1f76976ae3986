package org.dasllm.dataset.decision;

import java.io.Serializable;

/**
 * What a person decided about one row.
 *
 * @param label the right answer, for {@code RELABEL}; else empty
 * @param who the person, in any words
 * @param when the day or the moment, ISO 8601
 * @param note why; may be empty
 */
public record HumanDecision(Action action, String label, String who, String when, String note) implements Serializable {
    /** What is to be done with the row. */
    public enum Action {
        /** It stays where a step only judges by taste: language, refusals, repetition; and its answer outvotes others. */
        KEEP,
        /** It goes to quarantine. */
        DROP,
        /** Its answer is replaced by the label, and then as {@code KEEP}. */
        RELABEL
    }

    /** Such as {@code by A. Weber on 2026-11-29: wrong desk}. */
    String words() {
        return "by " + who + " on " + when + (note.isBlank() ? "" : ": " + note);
    }
}
