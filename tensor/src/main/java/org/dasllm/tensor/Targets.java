package org.dasllm.tensor;

import org.jspecify.annotations.Nullable;

/**
 * What the logits of every row are compared with.
 *
 * @param tokens row by row, the token to be predicted, or {@link Loss#IGNORED} for a row that costs nothing, not even
 *     distillation
 * @param distillation a teacher's distribution beside the token; null for cross-entropy alone
 */
public record Targets(int[] tokens, @Nullable Distillation distillation) {

    /** Cross-entropy alone. */
    public static Targets of(int... tokens) {
        return new Targets(tokens, null);
    }
}
