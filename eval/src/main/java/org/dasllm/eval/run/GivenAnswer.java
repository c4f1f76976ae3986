package org.dasllm.eval.run;

import org.jspecify.annotations.Nullable;

/**
 * An answer as it came.
 *
 * @param text null where none came, or it was refused: that is a failure, whatever the task
 * @param probability that it is right, as its model says, 0 to 1; null where it says nothing
 */
public record GivenAnswer(@Nullable String text, @Nullable Double probability) {
    public static GivenAnswer of(String text) {
        return new GivenAnswer(text, null);
    }
}
