package org.dasllm.onednn.threads;

import java.nio.ByteBuffer;
import org.dasllm.onednn.memory.Matrix;
import org.dasllm.onednn.vectors.Vectors;

/** Element by element work on whole matrices, cut into pieces for the pool. */
public final class Kernels {
    /** Floats of one piece: 64 KiB, which stay in the second-level cache. */
    public static final int PIECE = 16 << 10;

    /** Columns of one piece where a reduction runs down the rows. */
    private static final int COLUMN_PIECE = 64;

    private Kernels() {}

    /** A piece of a flat array: from an offset in bytes, a number of floats. */
    public interface Piece {
        void run(int offset, int count);
    }

    public static int pieces(int count) {
        return (count + PIECE - 1) / PIECE;
    }

    public static void forEachPiece(WorkerPool pool, int count, Piece piece) {
        pool.run(pieces(count), (item, worker) -> {
            int first = item * PIECE;
            piece.run(first * Float.BYTES, Math.min(PIECE, count - first));
        });
    }

    /** target += factor · other. */
    public static void addScaled(WorkerPool pool, float factor, Matrix other, Matrix target) {
        ByteBuffer from = other.data;
        ByteBuffer to = target.data;
        forEachPiece(
                pool, target.size(), (offset, count) -> Vectors.addScaled(factor, from, offset, to, offset, count));
    }

    /** difference = a − b. */
    public static void subtract(WorkerPool pool, Matrix a, Matrix b, Matrix difference) {
        forEachPiece(pool, a.size(), (offset, count) -> {
            Vectors.copy(a.data, offset, difference.data, offset, count);
            Vectors.addScaled(-1f, b.data, offset, difference.data, offset, count);
        });
    }

    public static void clear(WorkerPool pool, Matrix target) {
        ByteBuffer to = target.data;
        forEachPiece(pool, target.size(), (offset, count) -> Vectors.fill(to, offset, count, 0f));
    }

    /** sums [1, columns] += the sums of the columns, added from the first row to the last. */
    public static void addColumnSums(WorkerPool pool, Matrix matrix, Matrix sums) {
        int columns = matrix.columns();
        forEachColumnPiece(pool, columns, (first, count) -> {
            for (int row = 0; row < matrix.rows(); row++) {
                int from = matrix.offset(row) + first * Float.BYTES;
                Vectors.addScaled(1f, matrix.data, from, sums.data, first * Float.BYTES, count);
            }
        });
    }

    /** Some columns: the first, and how many. */
    public interface Columns {
        void run(int first, int count);
    }

    public static void forEachColumnPiece(WorkerPool pool, int columns, Columns task) {
        pool.run((columns + COLUMN_PIECE - 1) / COLUMN_PIECE, (item, worker) -> {
            int first = item * COLUMN_PIECE;
            task.run(first, Math.min(COLUMN_PIECE, columns - first));
        });
    }
}
