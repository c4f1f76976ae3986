package org.dasllm.trainer.loop;

import java.util.Locale;
import java.util.OptionalLong;
import org.dasllm.trainer.checkpoint.TrainState;
import org.dasllm.trainer.estimate.HostMemory;
import org.dasllm.trainer.estimate.Quantity;

/** Findings in words. */
final class Notes {
    private Notes() {}

    /** Loss, speed and memory after a step. */
    static String step(double loss, double tokensPerSecond) {
        OptionalLong resident = HostMemory.here().resident();
        String memory = resident.isPresent() ? ", " + Quantity.bytes(resident.getAsLong()) : "";
        return String.format(Locale.ROOT, "loss %.4f, %.0f tokens/s%s", loss, tokensPerSecond, memory);
    }

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
