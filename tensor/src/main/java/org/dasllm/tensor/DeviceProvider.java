package org.dasllm.tensor;

import java.util.Optional;

/** Found by {@link java.util.ServiceLoader}: a device that may or may not work on this machine. */
public interface DeviceProvider {
    String name();

    /** The higher, the sooner it is picked when the user does not choose. */
    int preference();

    /** Why the device cannot be used here; empty if it can. Never throws, and loads as little as it can. */
    Optional<String> unavailable();

    /**
     * Opens the device.
     *
     * @param threads cores to use
     * @throws IllegalStateException if {@link #unavailable()} gives a reason
     */
    Device open(int threads);
}
