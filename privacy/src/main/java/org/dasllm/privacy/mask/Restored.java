package org.dasllm.privacy.mask;

import java.util.Set;
import java.util.TreeSet;

/**
 * A text whose placeholders were replaced by their values.
 *
 * @param text the text; it holds personal data
 * @param used the placeholders that occurred, such as {@code [EMAIL_1]}
 * @param invented names that look like placeholders and stand for nothing in this sample: the model made them up. They are
 *     left in the text
 */
public record Restored(String text, Set<String> used, Set<String> invented) {
    public Restored {
        used = Set.copyOf(used);
        invented = Set.copyOf(invented);
    }

    /** Without the text. */
    @Override
    public String toString() {
        return "restored, used " + new TreeSet<>(used) + ", invented " + new TreeSet<>(invented);
    }
}
