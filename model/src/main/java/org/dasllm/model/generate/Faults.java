package org.dasllm.model.generate;

/** Gets what goes wrong with single sequences of a {@link Batch}. */
@FunctionalInterface
public interface Faults {
    /** Throws the first fault on. */
    Faults THROWN = (slot, fault) -> {
        if (fault instanceof Error error) {
            throw error;
        }
        throw (RuntimeException) fault;
    };

    /**
     * A sequence failed.
     *
     * @param slot where it was
     * @param fault a {@link RuntimeException} or an {@link Error}
     */
    void failed(int slot, Throwable fault);
}
