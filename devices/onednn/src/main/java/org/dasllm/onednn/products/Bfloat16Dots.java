package org.dasllm.onednn.products;

import java.nio.ByteBuffer;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.dasllm.onednn.memory.Matrix;
import org.dasllm.onednn.pass.Bfloat16Matrix;
import org.dasllm.onednn.vectors.Bfloat16;
import org.dasllm.onednn.vectors.VectorMemory;
import org.dasllm.onednn.vectors.Vectors;

/**
 * Rows of a bfloat16 weight times a float32 row. A vector of 32-bit lanes holds two numbers a lane, of which the upper
 * one is a float32 once the lower one is masked away, and the lower one is once it is shifted up: so x is laid out as the
 * even and the odd numbers of every {@link #CHUNK}, and nothing is unpacked.
 */
public final class Bfloat16Dots {
    /** Numbers of x that lie together: two vectors. */
    public static final int CHUNK = 2 * Vectors.LANES;

    private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
    private static final int UPPER = 0xffff0000;

    private Bfloat16Dots() {}

    /** The products of the rows of x with some rows of a weight. */
    public static FewRows.Band band(Bfloat16Matrix w, Matrix x) {
        float[] parted = parted(x);
        int length = w.columns();
        return (worker, row, rows, column, columns, stride, to) -> {
            for (int i = 0; i < rows; i++) {
                int toAt = i * stride * Float.BYTES;
                run(w.data(), w.offset(column), columns, length, parted, (row + i) * length, to.data, toAt);
            }
        };
    }

    /**
     * Rows whose length is a multiple of {@link #CHUNK}, the even numbers of every chunk before the odd ones. On the heap: loads
     * from there are free of the checks, and of the barrier, that every load from native memory has on Java 17.
     */
    public static float[] parted(Matrix x) {
        float[] numbers = x.read();
        float[] parted = new float[numbers.length];
        for (int i = 0; i < numbers.length; i += CHUNK) {
            for (int j = 0; j < Vectors.LANES; j++) {
                parted[i + j] = numbers[i + 2 * j];
                parted[i + Vectors.LANES + j] = numbers[i + 2 * j + 1];
            }
        }
        return parted;
    }

    private static IntVector load(ByteBuffer w, int at) {
        return VectorMemory.ints(INTS, w, at);
    }

    private static FloatVector even(IntVector pairs) {
        return pairs.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats();
    }

    private static FloatVector odd(IntVector pairs) {
        return pairs.and(UPPER).reinterpretAsFloats();
    }

    private static FloatVector load(float[] x, int at) {
        return FloatVector.fromArray(Vectors.SPECIES, x, at);
    }

    /**
     * to = one row of x · some rows of Wᵀ. Of W two rows are read at a time that lie half of them apart: a core reads two long
     * streams faster than one, and x is loaded once for both.
     */
    public static void run(ByteBuffer w, int at, int count, int columns, float[] x, int xAt, ByteBuffer to, int toAt) {
        int bytes = columns * Bfloat16.BYTES;
        int half = count / 2;
        for (int i = 0; i < half; i++) {
            two(w, at + i * bytes, half * bytes, columns, x, xAt, to, toAt + i * Float.BYTES, half * Float.BYTES);
        }
        for (int i = 2 * half; i < count; i++) {
            one(w, at + i * bytes, columns, x, xAt, to, toAt + i * Float.BYTES);
        }
    }

    private static void one(ByteBuffer w, int at, int columns, float[] x, int xAt, ByteBuffer to, int toAt) {
        FloatVector evens = FloatVector.zero(Vectors.SPECIES);
        FloatVector odds = FloatVector.zero(Vectors.SPECIES);
        for (int j = 0; j < columns; j += CHUNK) {
            IntVector pairs = load(w, at + j * Bfloat16.BYTES);
            evens = even(pairs).fma(load(x, xAt + j), evens);
            odds = odd(pairs).fma(load(x, xAt + j + Vectors.LANES), odds);
        }
        to.putFloat(toAt, Vectors.sum(evens.add(odds)));
    }

    private static void two(
            ByteBuffer w, int at, int apart, int columns, float[] x, int xAt, ByteBuffer to, int toAt, int toApart) {
        FloatVector evens1 = FloatVector.zero(Vectors.SPECIES);
        FloatVector odds1 = evens1;
        FloatVector evens2 = evens1;
        FloatVector odds2 = evens1;
        for (int j = 0; j < columns; j += CHUNK) {
            IntVector pairs1 = load(w, at + j * Bfloat16.BYTES);
            IntVector pairs2 = load(w, at + apart + j * Bfloat16.BYTES);
            FloatVector xEven = load(x, xAt + j);
            FloatVector xOdd = load(x, xAt + j + Vectors.LANES);
            evens1 = even(pairs1).fma(xEven, evens1);
            odds1 = odd(pairs1).fma(xOdd, odds1);
            evens2 = even(pairs2).fma(xEven, evens2);
            odds2 = odd(pairs2).fma(xOdd, odds2);
        }
        to.putFloat(toAt, Vectors.sum(evens1.add(odds1)));
        to.putFloat(toAt + toApart, Vectors.sum(evens2.add(odds2)));
    }
}
