package org.dasllm.wire.chat;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * How much a model thinks before it answers; what is empty is left to the server.
 *
 * @param effort in words, of which every model knows some
 * @param budget the most tokens of thinking, where a model counts them
 * @param shown whether what it thinks, or a summary of it, is wanted beside the answer
 */
public record Thinking(Optional<Effort> effort, OptionalInt budget, boolean shown) {

    /** From none to the most. */
    public enum Effort {
        NONE,
        MINIMAL,
        LOW,
        MEDIUM,
        HIGH,
        XHIGH,
        MAX
    }

    public static Thinking of(Effort effort) {
        return new Thinking(Optional.of(effort), OptionalInt.empty(), false);
    }

    /** At all, and as much as the model does by itself. */
    public static Thinking enabled() {
        return new Thinking(Optional.empty(), OptionalInt.empty(), false);
    }

    /** As much as the server thinks right, and shown. */
    public static Thinking visible() {
        return new Thinking(Optional.empty(), OptionalInt.empty(), true);
    }
}
