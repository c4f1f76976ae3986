package org.dasllm.tensor;

/**
 * A frozen weight in NormalFloat4 (Dettmers et al., 2023, arXiv:2305.14314), as bitsandbytes stores it: the values, row by
 * row and without regard to where a row ends, in blocks of {@link #BLOCK}; a block is its greatest magnitude and 4 bits a
 * value that name one of {@link #CODE}; two values a byte, the first one in the upper half.
 *
 * @param rows number of rows
 * @param columns number of columns
 * @param codes (rows · columns + 1) / 2 bytes
 * @param scales a block's greatest magnitude; as many as there are blocks, the last of which may be short
 */
public record Nf4Matrix(int rows, int columns, byte[] codes, float[] scales) {
    /** Values of a block. */
    public static final int BLOCK = 64;

    /** The 16 values that a scaled weight is rounded to, ascending. */
    private static final float[] CODE = {
        -1.0f,
        -0.6961928f,
        -0.52507305f,
        -0.3949175f,
        -0.28444138f,
        -0.18477343f,
        -0.091050036f,
        0.0f,
        0.0795803f,
        0.1609302f,
        0.2461123f,
        0.33791524f,
        0.44070983f,
        0.562617f,
        0.72295684f,
        1.0f
    };

    public Nf4Matrix {
        long count = (long) rows * columns;
        if (rows < 0
                || columns < 0
                || codes.length != (count + 1) / 2
                || scales.length != (count + BLOCK - 1) / BLOCK) {
            throw new IllegalArgumentException("A " + rows + " x " + columns + " matrix has not " + codes.length
                    + " bytes and " + scales.length + " scales in NF4");
        }
    }

    /** Value i of {@link #CODE}. */
    public static float code(int i) {
        return CODE[i];
    }

    /** Value number {@code i}, row by row. */
    public float value(int i) {
        int pair = codes[i >> 1];
        return CODE[(i & 1) == 0 ? (pair >> 4) & 15 : pair & 15] * scales[i / BLOCK];
    }

    /** The values as float32, row by row; a copy. */
    public float[] toFloats() {
        float[] values = new float[Math.multiplyExact(rows, columns)];
        for (int i = 0; i < values.length; i++) {
            values[i] = value(i);
        }
        return values;
    }
}
