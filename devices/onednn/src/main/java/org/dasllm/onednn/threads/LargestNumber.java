package org.dasllm.onednn.threads;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import org.dasllm.onednn.memory.Matrix;
import org.dasllm.onednn.vectors.Vectors;
import org.dasllm.tensor.Argmax;

/** Where each row's largest number is: a row is cut into pieces, of which each finds its own. */
public final class LargestNumber {
    private static final int PIECE = 1 << 14;

    private LargestNumber() {}

    public static int[] ofRows(WorkerPool pool, Matrix matrix) {
        int pieces = (matrix.columns() + PIECE - 1) / PIECE;
        int[] places = new int[matrix.rows() * pieces];
        pool.run(places.length, (item, worker) -> {
            int first = item % pieces * PIECE;
            int count = Math.min(PIECE, matrix.columns() - first);
            int at = matrix.offset(item / pieces) + first * Float.BYTES;
            places[item] = first + place(matrix, at, count);
        });
        int[] largest = new int[matrix.rows()];
        for (int row = 0; row < largest.length; row++) {
            largest[row] = best(matrix, row, places, row * pieces, pieces);
        }
        return largest;
    }

    private static int best(Matrix matrix, int row, int[] places, int from, int pieces) {
        float[] numbers = new float[pieces];
        for (int i = 0; i < pieces; i++) {
            numbers[i] = matrix.data.getFloat(matrix.offset(row) + places[from + i] * Float.BYTES);
        }
        int piece = Argmax.of(numbers, 0, pieces);
        return piece == Argmax.NONE ? Argmax.NONE : places[from + piece];
    }

    /** The place in a piece of its largest number, or of a NaN if it has one. */
    private static int place(Matrix matrix, int at, int count) {
        float largest = largest(matrix, at, count);
        for (int i = 0; i < count; i++) {
            float number = matrix.data.getFloat(at + i * Float.BYTES);
            if (number == largest || Float.isNaN(number)) {
                return i;
            }
        }
        throw new IllegalStateException("A number has changed while it was looked for");
    }

    /** NaN if there is one, as of {@link Math#max}. */
    private static float largest(Matrix matrix, int at, int count) {
        FloatVector largest = FloatVector.broadcast(Vectors.SPECIES, Float.NEGATIVE_INFINITY);
        int i = 0;
        for (int end = Vectors.whole(count); i < end; i += Vectors.LANES) {
            largest = largest.max(Vectors.load(matrix.data, at + i * Float.BYTES));
        }
        float number = largest.reduceLanes(VectorOperators.MAX);
        for (; i < count; i++) {
            number = Math.max(number, matrix.data.getFloat(at + i * Float.BYTES));
        }
        return number;
    }
}
