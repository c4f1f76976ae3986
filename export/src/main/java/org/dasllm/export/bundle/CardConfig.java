package org.dasllm.export.bundle;

import org.jspecify.annotations.Nullable;

/**
 * What only its owner can say of a model; it goes into the model card and the bill of materials. What is absent stands there as not
 * stated.
 *
 * @param intendedUse what the model is for, in a sentence
 * @param notFor what it must not be used for, in a sentence
 * @param contact whom to ask about it, such as a team's address
 * @param licence under which terms the bundle may be used, such as {@code apache-2.0}
 */
public record CardConfig(
        @Nullable String intendedUse,
        @Nullable String notFor,
        @Nullable String contact,
        @Nullable String licence) {
    static final CardConfig NONE = new CardConfig(null, null, null, null);
}
