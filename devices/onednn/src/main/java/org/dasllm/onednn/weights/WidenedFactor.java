package org.dasllm.onednn.weights;

import java.nio.ByteBuffer;
import org.dasllm.onednn.memory.Matrix;
import org.dasllm.onednn.memory.NativeMemory;
import org.dasllm.onednn.pass.Bfloat16Matrix;
import org.dasllm.onednn.pass.OpenPass;
import org.dasllm.onednn.threads.TileWork;
import org.dasllm.onednn.vectors.Bfloat16;

/**
 * A frozen weight that is kept in bfloat16 and multiplied in float32, for processors that do not multiply bfloat16, or do so more
 * slowly: half the memory of float32, and half of what a row on its own has to read. Activations of many rows are not rounded.
 */
public final class WidenedFactor implements KeptFactor {
    private final Bfloat16Matrix values;
    private final PieceProducts products;

    public WidenedFactor(Bfloat16Matrix values) {
        this.values = values;
        products = new PieceProducts(values.rows(), values.columns(), false, this::widen);
    }

    private void widen(int row, int rows, int column, int columns, ByteBuffer to) {
        for (int i = 0; i < rows; i++) {
            int from = values.offset(row + i) + column * Bfloat16.BYTES;
            Bfloat16.widen(values.data(), from, to, i * columns * Float.BYTES, columns);
        }
    }

    @Override
    public void free(NativeMemory memory) {
        memory.giveBack(values.address());
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
        if (FewBfloat16Rows.suit(x)) {
            FewBfloat16Rows.timesTransposed(pass, values, x, y, add, before, after);
        } else {
            products.timesTransposed(pass, x.address, y, add, before, after);
        }
    }

    @Override
    public void times(OpenPass pass, Matrix dy, Matrix dx, boolean add, TileWork after) {
        products.times(pass, dy.address, dx, add, after);
    }

    @Override
    public void widen(int row, ByteBuffer to, int offset) {
        Bfloat16.widen(values.data(), values.offset(row), to, offset, columns());
    }

    @Override
    public void write(float[] newValues) {
        values.write(0, newValues);
    }
}
