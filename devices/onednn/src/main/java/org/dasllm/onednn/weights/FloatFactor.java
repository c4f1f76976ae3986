package org.dasllm.onednn.weights;

import java.nio.ByteBuffer;
import org.dasllm.onednn.memory.Matrix;
import org.dasllm.onednn.memory.NativeMemory;
import org.dasllm.onednn.pass.OpenPass;
import org.dasllm.onednn.products.Products;
import org.dasllm.onednn.threads.HostPieces;
import org.dasllm.onednn.threads.TileWork;
import org.dasllm.onednn.threads.Tiles;
import org.dasllm.onednn.threads.WorkerPool;
import org.dasllm.onednn.vectors.Vectors;
import org.dasllm.tensor.ElementType;
import org.dasllm.tensor.HostMatrix;

/** A weight in float32. */
public record FloatFactor(Matrix values) implements KeptFactor {
    public static FloatFactor of(NativeMemory memory, WorkerPool pool, HostMatrix source) {
        Matrix values = Matrix.allocate(memory, source.rows(), source.columns());
        HostPieces.run(pool, source, (first, piece) -> {
            ByteBuffer from = piece.data();
            if (source.type() == ElementType.FLOAT32) {
                values.data.put(first * Float.BYTES, from, from.position(), from.remaining());
            } else {
                values.data
                        .slice(
                                first * Float.BYTES,
                                from.remaining() / source.type().bytes() * Float.BYTES)
                        .order(values.data.order())
                        .asFloatBuffer()
                        .put(piece.toFloats());
            }
        });
        return new FloatFactor(values);
    }

    @Override
    public void free(NativeMemory memory) {
        memory.giveBack(values.address);
    }

    @Override
    public int rows() {
        return values.rows();
    }

    @Override
    public int columns() {
        return values.columns();
    }

    @Override
    public void timesTransposed(OpenPass pass, Matrix x, Matrix y, boolean add, TileWork before, TileWork after) {
        int inner = x.columns();
        Tiles tiles = Tiles.of(y.rows(), y.columns(), inner);
        tiles.run(pass.pool(), (worker, row, rows, column, columns) -> {
            before.run(worker, row, rows, column, columns);
            worker.gemm.tile(
                    rows,
                    columns,
                    inner,
                    x.address(row),
                    inner,
                    values.address(column),
                    inner,
                    add,
                    y.address(row) + (long) column * Float.BYTES,
                    y.columns());
            after.run(worker, row, rows, column, columns);
        });
    }

    @Override
    public void times(OpenPass pass, Matrix dy, Matrix dx, boolean add, TileWork after) {
        Products.times(pass.pool(), dy, values, 1f, dx, add, after);
    }

    @Override
    public void write(float[] newValues) {
        values.write(newValues);
    }

    @Override
    public void widen(int row, ByteBuffer to, int offset) {
        Vectors.copy(values.data, values.offset(row), to, offset, columns());
    }
}
