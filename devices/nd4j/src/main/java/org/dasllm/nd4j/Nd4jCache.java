package org.dasllm.nd4j;

import org.dasllm.tensor.KeyValueCache;
import org.dasllm.tensor.device.Ownership;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Keys and values per layer [slots · capacity, columns]: slot s has the rows from s · capacity. */
final class Nd4jCache implements KeyValueCache {
    private final int slots;
    private final int capacity;
    private final int columns;
    private final Scratch memory = new Scratch();
    private final INDArray[] keys;
    private final INDArray[] values;
    private boolean closed;

    Nd4jCache(int layers, int slots, int capacity, int columns) {
        this.slots = slots;
        this.capacity = capacity;
        this.columns = columns;
        this.keys = new INDArray[layers];
        this.values = new INDArray[layers];
        for (int layer = 0; layer < layers; layer++) {
            keys[layer] = memory.zeros(rows(), columns);
            values[layer] = memory.zeros(rows(), columns);
        }
    }

    static Nd4jCache of(KeyValueCache cache) {
        if (cache instanceof Nd4jCache own) {
            return own;
        }
        throw Ownership.foreignCache();
    }

    @Override
    public int layers() {
        return keys.length;
    }

    @Override
    public int slots() {
        return slots;
    }

    @Override
    public int capacity() {
        return capacity;
    }

    int columns() {
        return columns;
    }

    private int rows() {
        return Math.multiplyExact(slots, capacity);
    }

    INDArray keys(int layer) {
        requireOpen();
        return keys[layer];
    }

    INDArray values(int layer) {
        requireOpen();
        return values[layer];
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("The cache is closed");
        }
    }

    @Override
    public void close() {
        closed = true;
        memory.close();
    }
}
