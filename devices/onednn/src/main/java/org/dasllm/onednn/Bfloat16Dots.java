package org.dasllm.onednn;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Rows of a bfloat16 weight times a few float32 rows. A vector of 32-bit lanes holds two numbers a lane, of which the upper
 * one is a float32 once the lower one is masked away, and the lower one is once it is shifted up: so x is laid out as the
 * even and the odd numbers of every {@link #CHUNK}, and nothing is unpacked.
 */
final class Bfloat16Dots {
    /** Numbers of x that lie together: two vectors. */
    static final int CHUNK = 2 * Vectors.LANES;
    /** Rows of x that share a reading of W. */
    private static final int TOGETHER = 4;

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

    /** to [x's rows, count] = x · some rows of Wᵀ. */
    static void run(ByteBuffer w, int at, int count, Matrix x, ByteBuffer to) {
        int row = 0;
        for (; row + TOGETHER <= x.rows(); row += TOGETHER) {
            four(w, at, count, x.columns(), x.data, x.offset(row), to, row * count * Float.BYTES);
        }
        for (; row < x.rows(); row++) {
            one(w, at, count, x.columns(), x.data, x.offset(row), to, row * count * Float.BYTES);
        }
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

    /** Not made smaller by a loop over rows of x: these sums have to stay in registers. */
    private static void one(
            ByteBuffer w, int at, int count, int columns, ByteBuffer x, int xAt, ByteBuffer to, int toAt) {
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

    private static void four(
            ByteBuffer w, int at, int count, int columns, ByteBuffer x, int xAt, ByteBuffer to, int toAt) {
        int bytes = columns * Bfloat16.BYTES;
        int next = columns * Float.BYTES;
        int result = count * Float.BYTES;
        int place = at;
        for (int i = 0; i < count; i++, place += bytes) {
            FloatVector a = FloatVector.zero(Vectors.SPECIES);
            FloatVector b = FloatVector.zero(Vectors.SPECIES);
            FloatVector c = FloatVector.zero(Vectors.SPECIES);
            FloatVector d = FloatVector.zero(Vectors.SPECIES);
            for (int j = 0; j < bytes; j += Vectors.STEP) {
                IntVector pairs = load(w, place + j);
                FloatVector even = even(pairs);
                FloatVector odd = odd(pairs);
                int from = xAt + 2 * j;
                a = odd.fma(Vectors.load(x, from + Vectors.STEP), even.fma(Vectors.load(x, from), a));
                from += next;
                b = odd.fma(Vectors.load(x, from + Vectors.STEP), even.fma(Vectors.load(x, from), b));
                from += next;
                c = odd.fma(Vectors.load(x, from + Vectors.STEP), even.fma(Vectors.load(x, from), c));
                from += next;
                d = odd.fma(Vectors.load(x, from + Vectors.STEP), even.fma(Vectors.load(x, from), d));
            }
            int y = toAt + i * Float.BYTES;
            to.putFloat(y, Vectors.sum(a));
            to.putFloat(y + result, Vectors.sum(b));
            to.putFloat(y + 2 * result, Vectors.sum(c));
            to.putFloat(y + 3 * result, Vectors.sum(d));
        }
    }
}
