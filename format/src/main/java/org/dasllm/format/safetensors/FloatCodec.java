package org.dasllm.format.safetensors;

import java.nio.ByteBuffer;
import org.dasllm.format.error.DasllmException;

/** Floating-point numbers of 16, 32 and 64 bits to and from float32; narrowing rounds to nearest, ties to even. */
public final class FloatCodec {
    /** Values that are converted at a time: a core's nearest cache holds them. */
    private static final int PIECE = 1 << 12;

    private FloatCodec() {}

    /** The 16 bits of bfloat16 nearest to {@code value}; NaN stays NaN. */
    public static short toBfloat16(float value) {
        return (short) roundedToBfloat16(Float.floatToRawIntBits(value));
    }

    private static int roundedToBfloat16(int bits) {
        // Half a unit of the kept part, less one where that part is even: a tie goes to the even side.
        int rounded = (bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16;
        // All ones for NaN: the JVM makes no vectors of branches.
        int nan = (0x7f80_0000 - (bits & 0x7fff_ffff)) >> 31;
        return (rounded & ~nan) | (((bits >>> 16) | 0x40) & nan);
    }

    public static float fromBfloat16(short bits) {
        return Float.intBitsToFloat(bits << 16);
    }

    /** The 16 bits of IEEE 754 binary16 nearest to {@code value}; too large becomes infinite, NaN stays NaN. */
    public static short toFloat16(float value) {
        int bits = Float.floatToRawIntBits(value);
        int sign = (bits >>> 16) & 0x8000;
        int rest = bits & 0x7fff_ffff;
        if (rest > 0x7f80_0000) {
            return (short) (sign | 0x7e00);
        }
        if (rest >= 0x4780_0000) {
            return (short) (sign | 0x7c00);
        }
        if (rest >= 0x3880_0000) {
            // Normal: move the exponent's bias from 127 to 15 and round 13 bits away. A carry may reach infinity.
            int moved = rest - 0x3800_0000;
            return (short) (sign | ((moved + 0xfff + ((moved >>> 13) & 1)) >>> 13));
        }
        // Subnormal: a multiple of 2^-24; scaling by a power of two is exact, and rint takes ties to even.
        return (short) (sign | (int) Math.rint(Math.abs((double) value) * 0x1p24));
    }

    public static float fromFloat16(short half) {
        int sign = (half & 0x8000) << 16;
        int exponent = (half >>> 10) & 0x1f;
        int fraction = half & 0x3ff;
        if (exponent == 0) {
            float magnitude = fraction * 0x1p-24f;
            return sign == 0 ? magnitude : -magnitude;
        }
        if (exponent == 31) {
            return Float.intBitsToFloat(sign | 0x7f80_0000 | (fraction << 13));
        }
        return Float.intBitsToFloat(sign | ((exponent + 112) << 23) | (fraction << 13));
    }

    /** Reads {@code count} numbers of {@code dtype} from {@code bytes} into {@code into}, from {@code at} on. */
    static void decode(String where, DType dtype, ByteBuffer bytes, float[] into, int at, int count) {
        switch (dtype) {
            case F32 -> bytes.asFloatBuffer().get(into, at, count);
            case F64 -> {
                for (int i = 0; i < count; i++) {
                    into[at + i] = (float) bytes.getDouble(8 * i);
                }
            }
            case BF16 -> {
                for (int i = 0; i < count; i++) {
                    into[at + i] = fromBfloat16(bytes.getShort(2 * i));
                }
            }
            case F16 -> {
                for (int i = 0; i < count; i++) {
                    into[at + i] = fromFloat16(bytes.getShort(2 * i));
                }
            }
            default -> throw unsupported(where, dtype);
        }
    }

    /** Writes {@code count} numbers of {@code from}, from {@code at} on, as {@code dtype}. */
    static void encode(DType dtype, float[] from, int at, int count, ByteBuffer bytes) {
        int end = at + count;
        switch (dtype) {
            case F32 -> {
                bytes.asFloatBuffer().put(from, at, count);
                bytes.position(bytes.position() + count * Float.BYTES);
            }
            case F64 -> {
                for (int i = at; i < end; i++) {
                    bytes.putDouble(from[i]);
                }
            }
            case BF16 -> encodeBfloat16(from, at, end, bytes);
            case F16 -> {
                for (int i = at; i < end; i++) {
                    bytes.putShort(toFloat16(from[i]));
                }
            }
            default -> throw unsupported("the tensor to write", dtype);
        }
    }

    /** By way of small arrays, since a buffer checks every access. */
    private static void encodeBfloat16(float[] from, int start, int end, ByteBuffer bytes) {
        int[] bits = new int[PIECE];
        short[] narrow = new short[PIECE];
        for (int at = start; at < end; at += PIECE) {
            int count = Math.min(PIECE, end - at);
            toBfloat16(from, at, count, bits, narrow);
            bytes.asShortBuffer().put(narrow, 0, count);
            bytes.position(bytes.position() + count * Short.BYTES);
        }
    }

    /** In three loops, of each of which the JVM makes vectors. */
    private static void toBfloat16(float[] from, int at, int count, int[] bits, short[] into) {
        for (int i = 0; i < count; i++) {
            bits[i] = Float.floatToRawIntBits(from[at + i]);
        }
        for (int i = 0; i < count; i++) {
            bits[i] = roundedToBfloat16(bits[i]);
        }
        for (int i = 0; i < count; i++) {
            into[i] = (short) bits[i];
        }
    }

    private static DasllmException unsupported(String where, DType dtype) {
        return DasllmException.input(
                where + ": " + dtype + " is not one of F64, F32, F16 and BF16",
                "Convert the checkpoint to BF16 or F32");
    }
}
