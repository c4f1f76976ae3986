package org.dasllm.onednn.pass;

/** In which types something is read: as float32, rounded to bfloat16, or both. */
public record Reading(boolean wide, boolean narrow) {
    public static final Reading WIDE = new Reading(true, false);

    public Reading and(Reading other) {
        return new Reading(wide || other.wide, narrow || other.narrow);
    }
}
