package org.dasllm.tensor;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Found by {@link java.util.ServiceLoader}: a device that may or may not work on this machine. */
public interface DeviceProvider {
    String name();

    /** The higher, the sooner it is picked when the user does not choose. */
    int preference();

    /** Why the device cannot be used here; empty if it can. Never throws, and loads as little as it can. */
    Optional<String> unavailable();

    /** Whether it could be expected to work here, so that a user wants to know why it does not. */
    default boolean expected() {
        return true;
    }

    /** The precisions it can be opened with here; float32 always. */
    default Set<Precision> precisions() {
        return Set.of(Precision.FLOAT32);
    }

    /** How it works here where that is not the same on every machine, a line each; it may measure. Never throws. */
    default List<String> notes() {
        return List.of();
    }

    /**
     * Opens the device.
     *
     * @param threads cores to use
     * @param precision one of {@link #precisions()}
     * @throws IllegalStateException if {@link #unavailable()} gives a reason
     * @throws IllegalArgumentException if it does not have the precision, or what the environment asks of it is wrong
     */
    Device open(int threads, Precision precision);

    /** Opens the device in float32. */
    default Device open(int threads) {
        return open(threads, Precision.FLOAT32);
    }
}
