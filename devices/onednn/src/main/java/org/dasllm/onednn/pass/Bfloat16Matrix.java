package org.dasllm.onednn.pass;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.dasllm.onednn.kernels.NativeKernels;
import org.dasllm.onednn.memory.Matrix;
import org.dasllm.onednn.memory.NativeMemory;
import org.dasllm.onednn.memory.Rows;
import org.dasllm.onednn.threads.HostPieces;
import org.dasllm.onednn.threads.WorkerPool;
import org.dasllm.onednn.vectors.Bfloat16;
import org.dasllm.onednn.vectors.Vectors;
import org.dasllm.tensor.ElementType;
import org.dasllm.tensor.HostMatrix;

/** A row-major matrix of bfloat16 in native memory. */
public record Bfloat16Matrix(int rows, int columns, ByteBuffer data, long address) implements Rows {
    private static final int PIECE = 4096;

    /** Rows that become columns together: two cache lines of each. */
    private static final int TURNED = 64;

    public static Bfloat16Matrix allocate(NativeMemory memory, int rows, int columns) {
        NativeMemory.Block block = memory.keep((long) rows * columns * Bfloat16.BYTES);
        return new Bfloat16Matrix(rows, columns, block.data, block.address);
    }

    /** A matrix of the host's, rounded where it is not bfloat16 yet. */
    public static Bfloat16Matrix of(NativeMemory memory, WorkerPool pool, HostMatrix source) {
        Bfloat16Matrix matrix = allocate(memory, source.rows(), source.columns());
        HostPieces.run(pool, source, (first, piece) -> {
            ByteBuffer from = piece.data();
            if (source.type() == ElementType.BFLOAT16) {
                matrix.data.put(first * Bfloat16.BYTES, from, from.position(), from.remaining());
            } else {
                matrix.write(first, piece.toFloats());
            }
        });
        return matrix;
    }

    /** Takes over numbers from a place on, rounded. */
    public void write(int first, float[] numbers) {
        ByteBuffer floats =
                ByteBuffer.allocateDirect(numbers.length * Float.BYTES).order(ByteOrder.nativeOrder());
        floats.asFloatBuffer().put(numbers);
        Bfloat16.narrow(floats, 0, data, first * Bfloat16.BYTES, numbers.length);
    }

    /** Room in the pass's memory. */
    public static Bfloat16Matrix take(OpenPass pass, int rows, int columns) {
        Matrix room = pass.take(1, (Math.multiplyExact(rows, columns) + 1) / 2);
        return new Bfloat16Matrix(rows, columns, room.data, room.address);
    }

    /** A float32 matrix rounded, in the pass's memory. */
    public static Bfloat16Matrix of(OpenPass pass, Matrix source) {
        return of(pass, source, 1f);
    }

    /** The same of scale times the matrix. */
    public static Bfloat16Matrix of(OpenPass pass, Matrix source, float scale) {
        Bfloat16Matrix rounded = take(pass, source.rows(), source.columns());
        rounded.round(pass.pool(), source, scale);
        return rounded;
    }

    /** Takes over scale times a matrix of as many columns, rounded, as the first rows. */
    public void round(WorkerPool pool, Matrix source, float scale) {
        int size = source.size();
        pool.run((size + PIECE - 1) / PIECE, (item, worker) -> {
            int first = item * PIECE;
            int count = Math.min(PIECE, size - first);
            int inC = NativeKernels.AVX512 ? count - count % NativeKernels.ROUNDED_TOGETHER : 0;
            if (inC > 0) {
                long from = source.address + (long) first * Float.BYTES;
                NativeKernels.round(from, inC, scale, address + (long) first * Bfloat16.BYTES);
            }
            int rest = first + inC;
            if (scale == 1f) {
                Bfloat16.narrow(source.data, rest * Float.BYTES, data, rest * Bfloat16.BYTES, count - inC);
                return;
            }
            ByteBuffer scaled = worker.scratch(0, PIECE);
            Vectors.scale(scale, source.data, rest * Float.BYTES, scaled, 0, count - inC);
            Bfloat16.narrow(scaled, 0, data, rest * Bfloat16.BYTES, count - inC);
        });
    }

    /** Columns as rows, in the pass's memory; for matrices of few columns. */
    public Bfloat16Matrix transposed(OpenPass pass) {
        Bfloat16Matrix turned = take(pass, columns, rows);
        pass.pool().run((rows + TURNED - 1) / TURNED, (item, worker) -> {
            int end = Math.min(rows, (item + 1) * TURNED);
            for (int column = 0; column < columns; column++) {
                for (int row = item * TURNED; row < end; row++) {
                    turned.data.putShort(
                            turned.offset(column) + row * Bfloat16.BYTES,
                            data.getShort(offset(row) + column * Bfloat16.BYTES));
                }
            }
        });
        return turned;
    }

    public int offset(int row) {
        return row * columns * Bfloat16.BYTES;
    }

    public long address(int row) {
        return address + (long) row * columns * Bfloat16.BYTES;
    }

    @Override
    public void put(int row, int column, int count, ByteBuffer from, int offset) {
        Bfloat16.narrow(from, offset, data, offset(row) + column * Bfloat16.BYTES, count);
    }

    @Override
    public void get(int row, int column, int count, ByteBuffer to, int offset) {
        Bfloat16.widen(data, offset(row) + column * Bfloat16.BYTES, to, offset, count);
    }
}
