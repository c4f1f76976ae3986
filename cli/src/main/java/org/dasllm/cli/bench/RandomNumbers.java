package org.dasllm.cli.bench;

import java.nio.ShortBuffer;
import java.util.Random;
import org.dasllm.format.safetensors.FloatCodec;

/**
 * Weights that look like a model's, made faster than a disk writes them: numbers drawn from a table of a normal
 * distribution in bfloat16 by SplitMix64 (Steele, Lea and Flood, 2014), five to a draw.
 */
final class RandomNumbers {
    private static final int INDEX_BITS = 12;
    private static final int PER_DRAW = Long.SIZE / INDEX_BITS;
    private static final double DEVIATION = 0.02;
    private static final short[] TABLE = table();

    private long state;

    RandomNumbers(long seed) {
        this.state = seed;
    }

    /** From the buffer's position to its limit. */
    void fill(ShortBuffer numbers) {
        while (numbers.hasRemaining()) {
            long draw = next();
            int count = Math.min(PER_DRAW, numbers.remaining());
            for (int i = 0; i < count; i++) {
                numbers.put(TABLE[(int) (draw & (TABLE.length - 1))]);
                draw >>>= INDEX_BITS;
            }
        }
    }

    private long next() {
        state += 0x9e3779b97f4a7c15L;
        long mixed = state;
        mixed = (mixed ^ (mixed >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return mixed ^ (mixed >>> 31);
    }

    private static short[] table() {
        Random random = new Random(1);
        short[] table = new short[1 << INDEX_BITS];
        for (int i = 0; i < table.length; i++) {
            table[i] = FloatCodec.toBfloat16((float) (DEVIATION * random.nextGaussian()));
        }
        return table;
    }
}
