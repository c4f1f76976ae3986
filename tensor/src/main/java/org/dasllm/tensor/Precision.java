package org.dasllm.tensor;

import java.util.Optional;

/** In which type a device keeps frozen weights and multiplies; sums are float32 at least, and so is all that learns. */
public enum Precision {
    FLOAT32(4) {
        @Override
        public float rounded(float value) {
            return value;
        }
    },
    /** Half the memory, and the fast units of newer processors. */
    BFLOAT16(2) {
        @Override
        public float rounded(float value) {
            return toBfloat16(value);
        }
    },
    /** Matrices in blocks of 8 bits, for generation; what has no whole blocks is kept as with bfloat16. */
    Q8_0(BlockFormat.Q8_0.bytes()) {
        @Override
        public float rounded(float value) {
            return toBfloat16(value);
        }

        @Override
        public Optional<BlockFormat> blocks() {
            return Optional.of(BlockFormat.Q8_0);
        }
    },
    /** Matrices in blocks of 4 bits, for generation; what has no whole blocks is kept as with bfloat16. */
    Q4_0(BlockFormat.Q4_0.bytes()) {
        @Override
        public float rounded(float value) {
            return toBfloat16(value);
        }

        @Override
        public Optional<BlockFormat> blocks() {
            return Optional.of(BlockFormat.Q4_0);
        }
    };

    private final double bytes;

    Precision(double bytes) {
        this.bytes = bytes;
    }

    /** Bytes that a frozen matrix takes for one value. */
    public double bytes() {
        return bytes;
    }

    /** A number that is not in a matrix, rounded as a checkpoint of this precision would have it: of two the even one. */
    public abstract float rounded(float value);

    /** How matrices are kept, where it is in blocks. */
    public Optional<BlockFormat> blocks() {
        return Optional.empty();
    }

    private static float toBfloat16(float value) {
        int bits = Float.floatToRawIntBits(value);
        int half = 0x7fff + ((bits >>> 16) & 1);
        return Float.isNaN(value) ? value : Float.intBitsToFloat((bits + half) & 0xffff0000);
    }
}
