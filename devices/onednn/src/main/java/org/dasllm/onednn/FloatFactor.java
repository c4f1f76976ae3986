package org.dasllm.onednn;

import java.nio.ByteBuffer;
import org.dasllm.tensor.ElementType;
import org.dasllm.tensor.HostMatrix;

/** A weight in float32. */
record FloatFactor(Matrix values) implements KeptFactor {
    private static final int PIECE = 16 << 10;

    static FloatFactor of(NativeMemory memory, HostMatrix source) {
        Matrix values = Matrix.allocate(memory, source.rows(), source.columns(), false);
        ByteBuffer from = source.data();
        if (source.type() == ElementType.FLOAT32) {
            values.data.put(0, from, from.position(), from.remaining());
            return new FloatFactor(values);
        }
        int bytes = source.type().bytes();
        for (int first = 0; first < values.size(); first += PIECE) {
            int count = Math.min(PIECE, values.size() - first);
            ByteBuffer piece = from.slice(from.position() + first * bytes, count * bytes);
            float[] floats = new HostMatrix(source.type(), 1, count, piece).toFloats();
            values.data
                    .slice(first * Float.BYTES, count * Float.BYTES)
                    .order(values.data.order())
                    .asFloatBuffer()
                    .put(floats);
        }
        return new FloatFactor(values);
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
    public void timesTransposed(OneDnnPass pass, Matrix x, Matrix y, boolean add, TileWork before, TileWork after) {
        int inner = x.columns();
        Tiles tiles = Tiles.of(y.rows(), y.columns(), inner);
        tiles.run(pass.pool(), (lane, row, rows, column, columns) -> {
            before.run(lane, row, rows, column, columns);
            lane.gemm.tile(
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
            after.run(lane, row, rows, column, columns);
        });
    }

    @Override
    public void times(OneDnnPass pass, Matrix dy, Matrix dx, boolean add, TileWork after) {
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
