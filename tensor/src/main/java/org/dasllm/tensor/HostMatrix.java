package org.dasllm.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;

/**
 * A matrix in host memory, usually a part of a mapped checkpoint file, on its way to a device.
 *
 * @param type how its numbers are stored
 * @param rows number of rows; 1 for a vector
 * @param columns number of columns
 * @param data rows · columns numbers, little-endian, from the buffer's position; never modified
 */
public record HostMatrix(ElementType type, int rows, int columns, ByteBuffer data) {

    /** Numbers that are converted at a time: a core's nearest cache holds them. */
    private static final int PIECE = 1 << 12;

    public HostMatrix {
        long bytes = (long) rows * columns * type.bytes();
        if (rows < 0 || columns < 0 || data.remaining() != bytes) {
            throw new IllegalArgumentException("A " + rows + " x " + columns + " matrix of " + type + " needs " + bytes
                    + " bytes, not " + data.remaining());
        }
        data = data.slice().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** A float32 matrix with a copy of the given values, row by row. */
    public static HostMatrix of(int rows, int columns, float[] values) {
        if (values.length != (long) rows * columns) {
            throw new IllegalArgumentException(
                    "A " + rows + " x " + columns + " matrix has not " + values.length + " values");
        }
        ByteBuffer data = ByteBuffer.allocate(Math.multiplyExact(values.length, Float.BYTES))
                .order(ByteOrder.LITTLE_ENDIAN);
        data.asFloatBuffer().put(values);
        return new HostMatrix(ElementType.FLOAT32, rows, columns, data);
    }

    /** Some of its rows; the numbers are not copied. */
    public HostMatrix band(int first, int count) {
        int rowBytes = columns * type.bytes();
        return new HostMatrix(type, count, columns, data.slice(first * rowBytes, count * rowBytes));
    }

    /** The values as float32, row by row; a copy. */
    public float[] toFloats() {
        float[] values = new float[Math.multiplyExact(rows, columns)];
        ByteBuffer source = data.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        switch (type) {
            case FLOAT32 -> source.asFloatBuffer().get(values);
            case BFLOAT16 -> {
                // By way of a small array: a buffer checks every access.
                ShortBuffer numbers = source.asShortBuffer();
                short[] narrow = new short[PIECE];
                for (int at = 0; at < values.length; at += PIECE) {
                    int count = Math.min(PIECE, values.length - at);
                    numbers.get(narrow, 0, count);
                    widen(narrow, count, values, at);
                }
            }
            case FLOAT16 -> {
                for (int i = 0; i < values.length; i++) {
                    values[i] = Float16.toFloat(source.getShort());
                }
            }
        }
        return values;
    }

    /** A method of its own, small and often called, is compiled at once and into vectors. */
    private static void widen(short[] bfloat16, int count, float[] into, int at) {
        for (int i = 0; i < count; i++) {
            into[at + i] = Float.intBitsToFloat(bfloat16[i] << 16);
        }
    }
}
