package org.dasllm.dataset.step;

import java.io.Serializable;

/**
 * Why a row is not in the dataset. It belongs to one step.
 *
 * @param code as written in the quarantine and on the card
 * @param meaning a sentence without its full stop
 * @param leak whether the row was taken out to keep the test set apart
 */
public record Reason(String code, String meaning, boolean leak) implements Serializable {
    public static Reason of(String code, String meaning) {
        return new Reason(code, meaning, false);
    }

    /** A reason that keeps the test set apart. */
    public static Reason leak(String code, String meaning) {
        return new Reason(code, meaning, true);
    }
}
