package org.dasllm.tensor;

/** Keys and values of sequences being generated: for every layer and slot, capacity rows of each. */
public interface KeyValueCache extends AutoCloseable {
    int layers();

    int slots();

    /** Positions that a slot can hold. */
    int capacity();

    @Override
    void close();
}
