package org.dasllm.cuda;

import org.dasllm.tensor.KeyValueCache;

/** Keys and values in the card's memory, float32: for every layer a matrix of slots · capacity rows of each. */
final class CudaCache implements KeyValueCache {
    private final Gpu gpu;
    private final int layers;
    private final int slots;
    private final int capacity;
    final int columns;
    private final long address;
    private boolean closed;

    CudaCache(Gpu gpu, int layers, int slots, int capacity, int columns) {
        if (layers <= 0 || slots <= 0 || capacity <= 0 || columns <= 0) {
            throw new IllegalArgumentException("A key/value cache of " + layers + " layers, " + slots + " slots, "
                    + capacity + " positions and " + columns + " columns is empty");
        }
        // Kernels name a row by an int.
        Math.multiplyExact(slots, capacity);
        this.gpu = gpu;
        this.layers = layers;
        this.slots = slots;
        this.capacity = capacity;
        this.columns = columns;
        address = gpu.allocate(2L * layers * layerBytes());
    }

    private long layerBytes() {
        return (long) slots * capacity * columns * Float.BYTES;
    }

    boolean of(Gpu other) {
        return gpu == other;
    }

    long keys(int layer) {
        if (closed) {
            throw new IllegalStateException("The key/value cache is closed");
        }
        return address + 2L * layer * layerBytes();
    }

    long values(int layer) {
        return keys(layer) + layerBytes();
    }

    @Override
    public int layers() {
        return layers;
    }

    @Override
    public int slots() {
        return slots;
    }

    @Override
    public int capacity() {
        return capacity;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            gpu.free(address);
        }
    }
}
