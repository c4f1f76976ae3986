package org.dasllm.onednn.products;

import java.nio.ByteBuffer;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;
import org.dasllm.onednn.vectors.VectorMemory;
import org.dasllm.onednn.vectors.Vectors;

/** Weights of 8 bits times one row of float32: a worker for an output, products and sums in float32. */
public final class Q8Products {
    private static final VectorSpecies<Byte> BYTES =
            VectorSpecies.of(byte.class, VectorShape.forBitSize(Vectors.SPECIES.vectorBitSize() / Float.BYTES));

    private Q8Products() {}

    /** A vector of weights that the scale has still to multiply. */
    public static FloatVector load(ByteBuffer w, int at) {
        return (FloatVector) VectorMemory.bytes(BYTES, w, at).convertShape(VectorOperators.B2F, Vectors.SPECIES, 0);
    }

    /** to = x · one group of Wᵀ. */
    public static void run(
            ByteBuffer w, int at, int blocks, int blockBytes, float[] x, int xAt, ByteBuffer to, int toAt) {
        FloatVector first = FloatVector.zero(Vectors.SPECIES);
        FloatVector second = FloatVector.zero(Vectors.SPECIES);
        int input = xAt;
        int block = at;
        for (int b = 0; b < blocks; b++, block += blockBytes) {
            FloatVector even1 = FloatVector.zero(Vectors.SPECIES);
            FloatVector even2 = FloatVector.zero(Vectors.SPECIES);
            FloatVector odd1 = FloatVector.zero(Vectors.SPECIES);
            FloatVector odd2 = FloatVector.zero(Vectors.SPECIES);
            int place = block + PackedBlocks.SCALES;
            for (int i = 0; i < PackedBlocks.BLOCK; i += 2, place += 2 * PackedBlocks.GROUP) {
                FloatVector even = FloatVector.broadcast(Vectors.SPECIES, x[input + i]);
                FloatVector odd = FloatVector.broadcast(Vectors.SPECIES, x[input + i + 1]);
                even1 = load(w, place).fma(even, even1);
                even2 = load(w, place + PackedBlocks.LANES).fma(even, even2);
                odd1 = load(w, place + PackedBlocks.GROUP).fma(odd, odd1);
                odd2 = load(w, place + PackedBlocks.GROUP + PackedBlocks.LANES).fma(odd, odd2);
            }
            input += PackedBlocks.BLOCK;
            first = even1.add(odd1).fma(PackedBlocks.scales(w, block), first);
            second = even2.add(odd2).fma(PackedBlocks.scales(w, block + PackedBlocks.SCALES / 2), second);
        }
        Vectors.store(first, to, toAt);
        Vectors.store(second, to, toAt + Vectors.STEP);
    }
}
