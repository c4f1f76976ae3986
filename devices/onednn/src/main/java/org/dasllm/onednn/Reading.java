package org.dasllm.onednn;

/** In which types something is read: as float32, rounded to bfloat16, or both. */
record Reading(boolean wide, boolean narrow) {
    static final Reading WIDE = new Reading(true, false);

    Reading and(Reading other) {
        return new Reading(wide || other.wide, narrow || other.narrow);
    }
}
