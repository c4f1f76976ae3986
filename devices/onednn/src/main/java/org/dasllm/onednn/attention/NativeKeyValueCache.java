package org.dasllm.onednn.attention;

import java.nio.ByteBuffer;
import org.dasllm.onednn.memory.Matrix;
import org.dasllm.onednn.memory.NativeMemory;
import org.dasllm.onednn.vectors.Vectors;
import org.dasllm.tensor.KeyValueCache;

/**
 * Keys and values in native memory, a block for every layer and slot. A block goes by groups of positions, in a group by
 * key/value heads, and has there a small matrix [head size, positions] of keys, lying so that scores come out without adding
 * up lanes, and at the same place of the block's second half one [positions, head size] of values: decoding reads both
 * from front to back. Memory that no position has reached is never touched and so costs nothing.
 */
public final class NativeKeyValueCache implements KeyValueCache {
    /** Positions of a group: four of the widest vectors. */
    public static final int GROUP = 64;

    private final NativeMemory memory;
    private final NativeMemory.Block[] blocks;
    private final int layers;
    private final int slots;
    private final int capacity;
    public final int columns;
    private boolean closed;

    public NativeKeyValueCache(NativeMemory memory, int layers, int slots, int capacity, int columns) {
        if (layers <= 0 || slots <= 0 || capacity <= 0 || columns <= 0) {
            throw new IllegalArgumentException("A key/value cache of " + layers + " layers, " + slots + " slots, "
                    + capacity + " positions and " + columns + " columns is empty");
        }
        this.memory = memory;
        this.layers = layers;
        this.slots = slots;
        this.capacity = capacity;
        this.columns = columns;
        blocks = new NativeMemory.Block[Math.multiplyExact(layers, slots)];
        for (int i = 0; i < blocks.length; i++) {
            blocks[i] = memory.allocate(2L * groups() * GROUP * columns * Float.BYTES);
        }
    }

    private int groups() {
        return (capacity + GROUP - 1) / GROUP;
    }

    public NativeMemory memory() {
        return memory;
    }

    public NativeMemory.Block block(int layer, int slot) {
        memory.checkOpen();
        if (closed) {
            throw new IllegalStateException("The key/value cache is closed");
        }
        return blocks[layer * slots + slot];
    }

    /** Where a head's keys of the first group begin in a block, in bytes. */
    static int keyOffset(int head, int headSize) {
        return head * headSize * GROUP * Float.BYTES;
    }

    /** Where a head's values of the first group begin in a block, in bytes. */
    int valueOffset(int head, int headSize) {
        return groups() * groupBytes() + keyOffset(head, headSize);
    }

    /** From a group to the next, in bytes. */
    public int groupBytes() {
        return GROUP * columns * Float.BYTES;
    }

    /** Puts a row of keys and one of values at a position. */
    public void write(int layer, int slot, int position, int headSize, Matrix keys, Matrix values, int row) {
        ByteBuffer data = block(layer, slot).data;
        int group = position / GROUP * groupBytes();
        int place = position % GROUP;
        int from = keys.offset(row);
        for (int c = 0; c < columns; c++) {
            data.putFloat(group + (c * GROUP + place) * Float.BYTES, keys.data.getFloat(from + c * Float.BYTES));
        }
        for (int head = 0; head < columns / headSize; head++) {
            Vectors.copy(
                    values.data,
                    values.offset(row) + head * headSize * Float.BYTES,
                    data,
                    group + valueOffset(head, headSize) + place * headSize * Float.BYTES,
                    headSize);
        }
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
            for (NativeMemory.Block block : blocks) {
                memory.free(block);
            }
        }
    }
}
