package org.dasllm.trainer.loop;

import java.util.Locale;
import org.dasllm.trainer.checkpoint.TrainState;

/** Findings in words. */
final class Notes {
    private Notes() {}

    /** The line of an evaluation, {@code state} being what came of it. */
    static String evaluation(TrainState state, double loss, double accuracy) {
        TrainState.Best best = state.best();
        String rank =
                best == null || best.step() == state.step() ? ", the best so far" : ", best at step " + best.step();
        return String.format(
                Locale.ROOT,
                "step %d: validation loss %.4f, token accuracy %.1f %%%s",
                state.step(),
                loss,
                100 * accuracy,
                rank);
    }
}
