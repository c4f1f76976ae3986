package org.dasllm.onednn;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Rows of a bfloat16 weight times a float32 row. A vector of 32-bit lanes holds two numbers a lane, of which the upper
 * one is a float32 once the lower one is masked away, and the lower one is once it is shifted up: so x is laid out as the
 * even and the odd numbers of every {@link #CHUNK}, and nothing is unpacked.
 */
final class Bfloat16Dots {
    /** Numbers of x that lie together: two vectors. */
    static final int CHUNK = 2 * Vectors.LANES;

    private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
    private static final int UPPER = 0xffff0000;

    private Bfloat16Dots() {}

    /** Copies rows whose length is a multiple of {@link #CHUNK}, the even numbers of every chunk before the odd ones. */
    static Matrix parted(OneDnnPass pass, Matrix x) {
        Matrix parted = pass.take(x.rows(), x.columns());
        for (int i = 0; i < x.size(); i += CHUNK) {
            int at = i * Float.BYTES;
            for (int j = 0; j < Vectors.LANES; j++) {
                int to = at + j * Float.BYTES;
                int from = at + 2 * j * Float.BYTES;
                parted.data.putFloat(to, x.data.getFloat(from));
                parted.data.putFloat(to + Vectors.STEP, x.data.getFloat(from + Float.BYTES));
            }
        }
        return parted;
    }

    private static IntVector load(ByteBuffer w, int at) {
        return IntVector.fromByteBuffer(INTS, w, at, ByteOrder.nativeOrder());
    }

    private static FloatVector even(IntVector pairs) {
        return pairs.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats();
    }

    private static FloatVector odd(IntVector pairs) {
        return pairs.and(UPPER).reinterpretAsFloats();
    }

    /** to = one row of x · some rows of Wᵀ. */
    static void run(ByteBuffer w, int at, int count, int columns, ByteBuffer x, int xAt, ByteBuffer to, int toAt) {
        int bytes = columns * Bfloat16.BYTES;
        int place = at;
        for (int i = 0; i < count; i++, place += bytes) {
            FloatVector evens = FloatVector.zero(Vectors.SPECIES);
            FloatVector odds = FloatVector.zero(Vectors.SPECIES);
            for (int j = 0; j < bytes; j += Vectors.STEP) {
                IntVector pairs = load(w, place + j);
                evens = even(pairs).fma(Vectors.load(x, xAt + 2 * j), evens);
                odds = odd(pairs).fma(Vectors.load(x, xAt + 2 * j + Vectors.STEP), odds);
            }
            to.putFloat(toAt + i * Float.BYTES, Vectors.sum(evens.add(odds)));
        }
    }
}
