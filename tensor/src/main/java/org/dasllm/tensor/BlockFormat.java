package org.dasllm.tensor;

/**
 * Weights in blocks of 32 numbers of a row, each number a small integer times its block's scale in float16. Formats and
 * rounding are those of ggml (llama.cpp), bit for bit.
 */
public enum BlockFormat {
    /** Integers from −127 to 127; the scale is the greatest magnitude / 127. */
    Q8_0(8) {
        @Override
        public short quantise(float[] values, int from, byte[] codes) {
            float greatest = 0;
            for (int i = 0; i < BLOCK; i++) {
                greatest = Math.max(greatest, magnitude(values, from + i));
            }
            float scale = greatest / 127;
            float inverse = scale == 0 ? 0 : 1 / scale;
            for (int i = 0; i < BLOCK; i++) {
                float scaled = values[from + i] * inverse;
                codes[i] = (byte) Math.copySign(Math.floor(Math.abs((double) scaled) + 0.5), scaled);
            }
            return Float16.of(scale);
        }
    },
    /** Integers from −8 to 7; the scale is the value of the greatest magnitude / −8, so that this value is hit. */
    Q4_0(4) {
        @Override
        public short quantise(float[] values, int from, byte[] codes) {
            float greatest = 0;
            float extreme = 0;
            for (int i = 0; i < BLOCK; i++) {
                float magnitude = magnitude(values, from + i);
                if (greatest < magnitude) {
                    greatest = magnitude;
                    extreme = values[from + i];
                }
            }
            float scale = extreme / -8;
            float inverse = scale == 0 ? 0 : 1 / scale;
            for (int i = 0; i < BLOCK; i++) {
                codes[i] = (byte) (Math.min(15, (int) (values[from + i] * inverse + 8.5f)) - 8);
            }
            return Float16.of(scale);
        }
    };

    /** Numbers of a block. */
    public static final int BLOCK = 32;

    private final int bits;

    BlockFormat(int bits) {
        this.bits = bits;
    }

    /** Bits of a number, its share of the scale not counted. */
    public int bits() {
        return bits;
    }

    /** Bytes a number, its share of the scale included. */
    public double bytes() {
        return bits / 8.0 + Short.BYTES / (double) BLOCK;
    }

    /**
     * Rounds one block.
     *
     * @param from where its numbers begin
     * @param codes receives the integers
     * @return the scale, as float16
     * @throws IllegalArgumentException if a number is not finite
     */
    public abstract short quantise(float[] values, int from, byte[] codes);

    private static float magnitude(float[] values, int i) {
        float magnitude = Math.abs(values[i]);
        if (!(magnitude <= Float.MAX_VALUE)) {
            throw new IllegalArgumentException("Value " + i + " is " + values[i]);
        }
        return magnitude;
    }
}
