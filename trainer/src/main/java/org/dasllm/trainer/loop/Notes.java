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

    /** Such as {@code 1 h 05 min}, {@code 3 min 20 s}, {@code 12 s}. */
    static String duration(double seconds) {
        long whole = Math.round(seconds);
        if (whole >= 3600) {
            return String.format(Locale.ROOT, "%d h %02d min", whole / 3600, whole % 3600 / 60);
        }
        return whole >= 60 ? String.format(Locale.ROOT, "%d min %02d s", whole / 60, whole % 60) : whole + " s";
    }
}
