package org.dasllm.onednn.weights;

import java.nio.ByteBuffer;
import org.dasllm.onednn.kernels.NativeKernels;
import org.dasllm.onednn.memory.Matrix;
import org.dasllm.onednn.memory.NativeMemory;
import org.dasllm.onednn.pass.Bfloat16Matrix;
import org.dasllm.onednn.pass.OpenPass;
import org.dasllm.onednn.products.Bfloat16Dots;
import org.dasllm.onednn.products.FewRows;
import org.dasllm.onednn.products.NativeFewRows;
import org.dasllm.onednn.threads.TileWork;
import org.dasllm.onednn.vectors.Bfloat16;

/**
 * A frozen weight that is kept in bfloat16 and multiplied in float32, for processors that do not multiply bfloat16: half the
 * memory of float32, and half of what a row on its own has to read. Activations are not rounded.
 */
public final class WidenedFactor implements KeptFactor {
    /** Rows up to which our own products are faster than widened pieces. */
    private static final int FEW = NativeKernels.AVX2 ? 32 : 2;

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
        if (x.rows() > FEW || x.columns() % Bfloat16Dots.CHUNK != 0) {
            products.timesTransposed(pass, x.address, y, add, before, after);
            return;
        }
        long mark = pass.workspace().mark();
        FewRows.Band band = NativeKernels.AVX2 ? NativeFewRows.widened(pass, values, x) : Bfloat16Dots.band(values, x);
        FewRows.run(pass.pool(), y, 1, columns() * Bfloat16.BYTES, add, before, after, band);
        pass.workspace().release(mark);
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
