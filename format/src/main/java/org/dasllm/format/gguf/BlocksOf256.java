package org.dasllm.format.gguf;

import static org.dasllm.format.gguf.BlocksOf32.high;
import static org.dasllm.format.gguf.BlocksOf32.low;
import static org.dasllm.format.gguf.ScalarBlocks.half;
import static org.dasllm.format.gguf.ScalarBlocks.unsignedShort;

/**
 * Blocks of 256 elements in groups of 16 or 32, each group with a scale (and a minimum) of a few bits, which are multiples of the
 * block's own scale d (and minimum) in binary16.
 */
final class BlocksOf256 {
    private static final int ELEMENTS = 256;

    private BlocksOf256() {}

    /** 16 bytes of scales (low half) and minimums (high half), 64 bytes of 2-bit numbers, d, dmin; groups of 16. */
    static void q2(byte[] bytes, int at, float[] into, int to) {
        float d = half(bytes, at + 80);
        float min = half(bytes, at + 82);
        for (int group = 0; group < 16; group++) {
            float scale = d * low(bytes[at + group]);
            float offset = min * high(bytes[at + group]);
            // 32 bytes hold four times 32 elements, two bits each; a group is half of such 32.
            int from = at + 16 + group / 8 * 32 + group % 2 * 16;
            int shift = group % 8 / 2 * 2;
            for (int i = 0; i < 16; i++) {
                into[to + group * 16 + i] = scale * bits(bytes[from + i], shift, 3) - offset;
            }
        }
    }

    /** 32 bytes of third bits, 64 bytes of 2-bit numbers, 12 bytes of 6-bit scales, d; groups of 16. */
    static void q3(byte[] bytes, int at, float[] into, int to) {
        float d = half(bytes, at + 108);
        for (int group = 0; group < 16; group++) {
            int low = bits(bytes[at + 96 + group % 8], group / 8 * 4, 15);
            int high = bits(bytes[at + 104 + group % 4], group / 4 * 2, 3);
            float scale = d * (low + 16 * high - 32);
            int from = at + 32 + group / 8 * 32 + group % 2 * 16;
            int mask = at + group % 2 * 16;
            int shift = group % 8 / 2 * 2;
            for (int i = 0; i < 16; i++) {
                // A third bit that is not set takes four away.
                int third = bits(bytes[mask + i], group / 2, 1);
                into[to + group * 16 + i] = scale * (bits(bytes[from + i], shift, 3) + 4 * third - 4);
            }
        }
    }

    /** d, dmin, 12 bytes of 6-bit scales and minimums, 128 bytes of 4-bit numbers; groups of 32. */
    static void q4(byte[] bytes, int at, float[] into, int to) {
        float d = half(bytes, at);
        float min = half(bytes, at + 2);
        for (int group = 0; group < 8; group++) {
            float scale = d * scale(bytes, at + 4, group);
            float offset = min * minimum(bytes, at + 4, group);
            int from = at + 16 + group / 2 * 32;
            int shift = group % 2 * 4;
            for (int i = 0; i < 32; i++) {
                into[to + group * 32 + i] = scale * bits(bytes[from + i], shift, 15) - offset;
            }
        }
    }

    /** As {@link #q4}, with 32 bytes of fifth bits before the 4-bit numbers. */
    static void q5(byte[] bytes, int at, float[] into, int to) {
        float d = half(bytes, at);
        float min = half(bytes, at + 2);
        for (int group = 0; group < 8; group++) {
            float scale = d * scale(bytes, at + 4, group);
            float offset = min * minimum(bytes, at + 4, group);
            int from = at + 48 + group / 2 * 32;
            int shift = group % 2 * 4;
            for (int i = 0; i < 32; i++) {
                int q = bits(bytes[from + i], shift, 15) + 16 * bits(bytes[at + 16 + i], group, 1);
                into[to + group * 32 + i] = scale * q - offset;
            }
        }
    }

    /** 128 bytes of low and 64 bytes of high bits of 6-bit numbers, 16 signed scales, d; groups of 16. */
    static void q6(byte[] bytes, int at, float[] into, int to) {
        float d = half(bytes, at + 208);
        for (int i = 0; i < ELEMENTS; i++) {
            // In each half of 128 elements: four times 32, of which two share their bytes of low bits.
            int part = i / 128;
            int quarter = i % 128 / 32;
            int column = i % 32;
            int low = bits(bytes[at + part * 64 + quarter % 2 * 32 + column], quarter / 2 * 4, 15);
            int high = bits(bytes[at + 128 + part * 32 + column], quarter * 2, 3);
            float scale = d * bytes[at + 192 + i / 16];
            into[to + i] = scale * (low + 16 * high - 32);
        }
    }

    /** d, 16 bits of high and 4 bytes of low bits of 6-bit scales, 128 bytes of 4-bit numbers; groups of 32. */
    static void iq4Xs(byte[] bytes, int at, float[] into, int to) {
        float d = half(bytes, at);
        int highs = unsignedShort(bytes, at + 2);
        for (int group = 0; group < 8; group++) {
            int low = bits(bytes[at + 4 + group / 2], group % 2 * 4, 15);
            float scale = d * (low + 16 * bits(highs, group * 2, 3) - 32);
            int from = at + 8 + group * 16;
            for (int i = 0; i < 16; i++) {
                int two = bytes[from + i];
                into[to + group * 32 + i] = scale * BlocksOf32.IQ4_VALUES[low(two)];
                into[to + group * 32 + 16 + i] = scale * BlocksOf32.IQ4_VALUES[high(two)];
            }
        }
    }

    /** The 6-bit scale of one of eight groups: four in the first four bytes, the rest in high bits there and the last four. */
    private static int scale(byte[] bytes, int at, int group) {
        return group < 4
                ? bits(bytes[at + group], 0, 63)
                : low(bytes[at + 4 + group]) + 16 * bits(bytes[at + group - 4], 6, 3);
    }

    /** The 6-bit minimum of one of eight groups, likewise from the second four bytes on. */
    private static int minimum(byte[] bytes, int at, int group) {
        return group < 4
                ? bits(bytes[at + 4 + group], 0, 63)
                : high(bytes[at + 4 + group]) + 16 * bits(bytes[at + group], 6, 3);
    }

    private static int bits(int packed, int shift, int mask) {
        return (packed >> shift) & mask;
    }
}
