package org.dasllm.tensor.reference;

import org.dasllm.tensor.AttentionShape;
import org.dasllm.tensor.CachedRows;
import org.dasllm.tensor.KeyValueCache;
import org.dasllm.tensor.Tensor;
import org.dasllm.tensor.device.Ownership;

/** Keys and values per layer: slot s has the rows from s · capacity. */
final class ReferenceCache implements KeyValueCache {
    private final int layers;
    private final int slots;
    private final int capacity;
    private final int columns;
    private final double[][] keys;
    private final double[][] values;
    private boolean closed;

    ReferenceCache(int layers, int slots, int capacity, int columns) {
        this.layers = layers;
        this.slots = slots;
        this.capacity = capacity;
        this.columns = columns;
        int size = Math.multiplyExact(Math.multiplyExact(slots, capacity), columns);
        this.keys = new double[layers][size];
        this.values = new double[layers][size];
    }

    static ReferenceCache of(KeyValueCache cache) {
        if (cache instanceof ReferenceCache own) {
            return own;
        }
        throw Ownership.foreignCache();
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

    int columns() {
        return columns;
    }

    ReferenceTensor attend(
            ReferencePass pass,
            Tensor queries,
            Tensor newKeys,
            Tensor newValues,
            AttentionShape shape,
            int layer,
            CachedRows rows) {
        if (closed) {
            throw new IllegalStateException("The cache is closed");
        }
        double[] q = pass.data(queries);
        double[] k = pass.data(newKeys);
        double[] v = pass.data(newValues);
        ReferenceTensor output = pass.zeros(queries.rows(), queries.columns());
        AttentionRow attention = new AttentionRow(shape, keys[layer], values[layer]);
        int row = 0;
        for (int s = 0; s < rows.sequences(); s++) {
            int first = rows.slots()[s] * capacity;
            for (int position = rows.starts()[s]; position < rows.starts()[s] + rows.lengths()[s]; position++) {
                System.arraycopy(k, row * columns, keys[layer], (first + position) * columns, columns);
                System.arraycopy(v, row * columns, values[layer], (first + position) * columns, columns);
                int seen = shape.firstSeen(position);
                for (int head = 0; head < shape.heads(); head++) {
                    attention.forward(q, row, head, first + seen, position + 1 - seen, output.data());
                }
                row++;
            }
        }
        return output;
    }

    @Override
    public void close() {
        closed = true;
    }
}
