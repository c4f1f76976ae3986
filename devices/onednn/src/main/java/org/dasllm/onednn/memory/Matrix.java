package org.dasllm.onednn.memory;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.dasllm.onednn.vectors.Vectors;
import org.dasllm.tensor.Tensor;

/** A row-major float32 matrix in native memory, seen by oneDNN through its address and by Java through a buffer. */
public final class Matrix implements Tensor, Rows {
    private final int rows;
    private final int columns;
    public final ByteBuffer data;
    public final long address;

    /** What the memory belongs to: a workspace's use by one pass, or a device. */
    private final Object owner;

    public Matrix(Object owner, int rows, int columns, ByteBuffer data, long address) {
        this.owner = owner;
        this.rows = rows;
        this.columns = columns;
        this.data = data;
        this.address = address;
    }

    public static Matrix allocate(NativeMemory memory, int rows, int columns) {
        NativeMemory.Block block = memory.keep((long) rows * columns * Float.BYTES);
        return new Matrix(memory, rows, columns, block.data, block.address);
    }

    @Override
    public int rows() {
        return rows;
    }

    @Override
    public int columns() {
        return columns;
    }

    public Object owner() {
        return owner;
    }

    public int size() {
        return rows * columns;
    }

    /** Where a row begins in {@link #data}, in bytes. */
    public int offset(int row) {
        return row * columns * Float.BYTES;
    }

    public long address(int row) {
        return address + (long) row * columns * Float.BYTES;
    }

    /** Rows first to end (exclusive), the same memory. */
    public Matrix rows(int first, int end) {
        ByteBuffer part = data.slice(offset(first), offset(end) - offset(first)).order(ByteOrder.nativeOrder());
        return new Matrix(owner, end - first, columns, part, address(first));
    }

    /** The same memory as rows of another length. */
    public Matrix reshaped(int newRows, int newColumns) {
        if ((long) newRows * newColumns != (long) rows * columns) {
            throw new IllegalArgumentException(shape() + " is not [" + newRows + " x " + newColumns + "]");
        }
        return new Matrix(owner, newRows, newColumns, data, address);
    }

    /** Takes over the values of a matrix of the same shape, whose memory may overlap this one's. */
    public void copy(Matrix other) {
        if (address != other.address) {
            data.put(0, other.data, 0, size() * Float.BYTES);
        }
    }

    @Override
    public void put(int row, int column, int count, ByteBuffer from, int offset) {
        Vectors.copy(from, offset, data, offset(row) + column * Float.BYTES, count);
    }

    @Override
    public void get(int row, int column, int count, ByteBuffer to, int offset) {
        Vectors.copy(data, offset(row) + column * Float.BYTES, to, offset, count);
    }

    public float[] read() {
        float[] values = new float[size()];
        data.asFloatBuffer().get(0, values);
        return values;
    }

    public void write(float[] values) {
        if (values.length != size()) {
            throw new IllegalArgumentException(shape() + " takes " + size() + " values, not " + values.length);
        }
        data.asFloatBuffer().put(0, values);
    }

    public String shape() {
        return "[" + rows + " x " + columns + "]";
    }

    @Override
    public String toString() {
        return "Matrix" + shape();
    }
}
