package org.dasllm.onednn.products;

import java.nio.ByteBuffer;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.dasllm.onednn.vectors.VectorMemory;
import org.dasllm.onednn.vectors.Vectors;

/**
 * Weights of 4 bits times one row, which is rounded to 8 bits by blocks: a worker for an output, products and a block's sums
 * in 16-bit integers. Half a block is summed in one: 16 · 15 · 127 is below 2¹⁵.
 */
public final class Q4Products {
    private static final VectorSpecies<Short> SHORTS = ShortVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;

    private Q4Products() {}

    /** Bytes that {@link #sums} writes for a block: two halves' sums. */
    public static int sumBytes() {
        return 2 * PackedBlocks.SCALES;
    }

    /** The sums of both halves of every block, in 16 bits, into scratch. */
    public static void sums(ByteBuffer w, int at, int blocks, int blockBytes, short[] x, int xAt, ByteBuffer sums) {
        int input = xAt;
        int block = at + PackedBlocks.SCALES;
        for (int b = 0; b < blocks; b++, block += blockBytes) {
            ShortVector even = ShortVector.zero(SHORTS);
            ShortVector odd = ShortVector.zero(SHORTS);
            int place = block;
            for (int i = 0; i < PackedBlocks.BLOCK; i += 4, place += PackedBlocks.SCALES) {
                ShortVector four = VectorMemory.shorts(SHORTS, w, place);
                even = even.add(four.and((short) 15).mul(x[input + i]));
                odd = odd.add(
                        four.lanewise(VectorOperators.LSHR, 4).and((short) 15).mul(x[input + i + 1]));
                even = even.add(
                        four.lanewise(VectorOperators.LSHR, 8).and((short) 15).mul(x[input + i + 2]));
                odd = odd.add(four.lanewise(VectorOperators.LSHR, 12).mul(x[input + i + 3]));
            }
            input += PackedBlocks.BLOCK;
            VectorMemory.store(even, sums, b * sumBytes());
            VectorMemory.store(odd, sums, b * sumBytes() + PackedBlocks.SCALES);
        }
    }

    /** to = Σ scale · x's scale · (sum − 8 · Σ x), of one group. */
    public static void scale(
            ByteBuffer w,
            int at,
            int blocks,
            int blockBytes,
            ByteBuffer sums,
            RoundedRows x,
            int row,
            ByteBuffer to,
            int toAt) {
        FloatVector first = FloatVector.zero(Vectors.SPECIES);
        FloatVector second = FloatVector.zero(Vectors.SPECIES);
        int block = at;
        for (int b = 0; b < blocks; b++, block += blockBytes) {
            IntVector even = VectorMemory.ints(INTS, sums, b * sumBytes());
            IntVector odd = VectorMemory.ints(INTS, sums, b * sumBytes() + PackedBlocks.SCALES);
            float scale = x.scales()[row * blocks + b];
            int shift = x.shifts()[row * blocks + b];
            IntVector low = low(even).add(low(odd));
            IntVector high = high(even).add(high(odd));
            first = ((FloatVector) low.sub(shift).convert(VectorOperators.I2F, 0))
                    .fma(PackedBlocks.scales(w, block).mul(scale), first);
            second = ((FloatVector) high.sub(shift).convert(VectorOperators.I2F, 0))
                    .fma(PackedBlocks.scales(w, block + PackedBlocks.SCALES / 2).mul(scale), second);
        }
        Vectors.store(first, to, toAt);
        Vectors.store(second, to, toAt + Vectors.STEP);
    }

    private static IntVector low(IntVector pairs) {
        return pairs.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16);
    }

    private static IntVector high(IntVector pairs) {
        return pairs.lanewise(VectorOperators.ASHR, 16);
    }
}
