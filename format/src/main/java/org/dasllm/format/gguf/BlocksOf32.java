package org.dasllm.format.gguf;

import static org.dasllm.format.gguf.ScalarBlocks.half;
import static org.dasllm.format.gguf.ScalarBlocks.integer;

/**
 * Blocks of 32 elements with a scale d in binary16, and a minimum m where the type's name ends in 1: an element is d·q, or
 * d·q + m. Of the 16 bytes of 4-bit numbers, the lower halves are the first 16 elements, the upper halves the last 16.
 */
final class BlocksOf32 {
    private static final int HALF = 16;

    /** The 16 values of the types IQ4, as ggml has them. */
    static final float[] IQ4_VALUES = {-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113};

    private BlocksOf32() {}

    /** d, 16 bytes; q from −8 to 7. */
    static void q4With0(byte[] bytes, int at, float[] into, int to) {
        float d = half(bytes, at);
        for (int i = 0; i < HALF; i++) {
            int two = bytes[at + 2 + i];
            into[to + i] = d * (low(two) - 8);
            into[to + HALF + i] = d * (high(two) - 8);
        }
    }

    /** d, m, 16 bytes; q from 0 to 15. */
    static void q4With1(byte[] bytes, int at, float[] into, int to) {
        float d = half(bytes, at);
        float m = half(bytes, at + 2);
        for (int i = 0; i < HALF; i++) {
            int two = bytes[at + 4 + i];
            into[to + i] = d * low(two) + m;
            into[to + HALF + i] = d * high(two) + m;
        }
    }

    /** d, the fifth bits of all 32 elements, 16 bytes; q from −16 to 15. */
    static void q5With0(byte[] bytes, int at, float[] into, int to) {
        float d = half(bytes, at);
        int fifth = integer(bytes, at + 2);
        for (int i = 0; i < HALF; i++) {
            int two = bytes[at + 6 + i];
            into[to + i] = d * ((low(two) + 16 * bit(fifth, i)) - 16);
            into[to + HALF + i] = d * ((high(two) + 16 * bit(fifth, HALF + i)) - 16);
        }
    }

    /** d, m, the fifth bits of all 32 elements, 16 bytes; q from 0 to 31. */
    static void q5With1(byte[] bytes, int at, float[] into, int to) {
        float d = half(bytes, at);
        float m = half(bytes, at + 2);
        int fifth = integer(bytes, at + 4);
        for (int i = 0; i < HALF; i++) {
            int two = bytes[at + 8 + i];
            into[to + i] = d * (low(two) + 16 * bit(fifth, i)) + m;
            into[to + HALF + i] = d * (high(two) + 16 * bit(fifth, HALF + i)) + m;
        }
    }

    /** d, 32 bytes; q from −128 to 127. */
    static void q8With0(byte[] bytes, int at, float[] into, int to) {
        float d = half(bytes, at);
        for (int i = 0; i < 2 * HALF; i++) {
            into[to + i] = d * bytes[at + 2 + i];
        }
    }

    /** d, 16 bytes; q is one of the 16 values. */
    static void iq4Nl(byte[] bytes, int at, float[] into, int to) {
        float d = half(bytes, at);
        for (int i = 0; i < HALF; i++) {
            int two = bytes[at + 2 + i];
            into[to + i] = d * IQ4_VALUES[low(two)];
            into[to + HALF + i] = d * IQ4_VALUES[high(two)];
        }
    }

    static int low(int two) {
        return two & 15;
    }

    static int high(int two) {
        return (two >> 4) & 15;
    }

    static int bit(int bits, int place) {
        return (bits >> place) & 1;
    }
}
