package org.dasllm.tensor;

import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * How much memory a device takes for what it is given, for an estimate before a run.
 *
 * @param frozenValue bytes of one value of a frozen parameter
 * @param learntValue bytes of one value of a trainable parameter, with its gradient and its two moments in the optimiser
 * @param activation bytes of one value of a tensor
 * @param joined where the device joins norms to the layers behind them and feed-forward layers to one operation, keeping
 *     neither what is normed nor what goes into down: bytes of one value of gate and of up; empty where it keeps all
 * @param code bytes of code that the device generates and of its threads' scratch, whatever it is given
 * @param free bytes that the device's own memory has left; empty where it takes the host's
 */
public record MemoryUse(
        double frozenValue,
        double learntValue,
        double activation,
        OptionalDouble joined,
        long code,
        OptionalLong free) {

    /** Frozen weights as the precision has them, the rest in float32, all in host memory. */
    public static MemoryUse of(Precision precision) {
        return new MemoryUse(precision.bytes(), 16, 4, OptionalDouble.empty(), 0, OptionalLong.empty());
    }

    /** The same, on a device that joins operations. */
    public MemoryUse joining(double bytesOfGateAndUp) {
        return new MemoryUse(frozenValue, learntValue, activation, OptionalDouble.of(bytesOfGateAndUp), code, free);
    }

    /** The same, on a device that holds so many bytes of code and scratch. */
    public MemoryUse withCode(long bytes) {
        return new MemoryUse(frozenValue, learntValue, activation, joined, bytes, free);
    }
}
