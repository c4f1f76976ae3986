package org.dasllm.onednn.weights;

import java.nio.ByteBuffer;
import org.dasllm.onednn.memory.Matrix;
import org.dasllm.onednn.memory.NativeMemory;
import org.dasllm.onednn.pass.Bfloat16Matrix;
import org.dasllm.onednn.pass.OpenPass;
import org.dasllm.onednn.products.Nf4Codes;
import org.dasllm.onednn.threads.TileWork;
import org.dasllm.onednn.vectors.Bfloat16;
import org.dasllm.tensor.Nf4Matrix;
import org.jspecify.annotations.Nullable;

/** A frozen weight in NormalFloat4, of which pieces are widened to bfloat16 or float32 as the device multiplies. */
public final class Nf4Factor implements KeptFactor, NarrowFactor {
    private final Nf4Codes codes;
    private final PieceProducts products;

    /** @param narrow whether to multiply in bfloat16 */
    public Nf4Factor(NativeMemory memory, Nf4Matrix source, boolean narrow) {
        codes = new Nf4Codes(memory, source);
        products = new PieceProducts(codes.rows(), codes.columns(), narrow, narrow ? this::narrow : this::widen);
    }

    @Override
    public void free(NativeMemory memory) {
        codes.free(memory);
    }

    @Override
    public int rows() {
        return codes.rows();
    }

    @Override
    public int columns() {
        return codes.columns();
    }

    private void narrow(int row, int rows, int column, int columns, ByteBuffer to) {
        short[] scaled = new short[16];
        for (int i = 0; i < rows; i++) {
            codes.narrow(row + i, column, columns, to, i * columns * Bfloat16.BYTES, scaled);
        }
    }

    private void widen(int row, int rows, int column, int columns, ByteBuffer to) {
        for (int i = 0; i < rows; i++) {
            codes.widen(row + i, column, columns, to, i * columns * Float.BYTES);
        }
    }

    @Override
    public @Nullable NarrowFactor narrow() {
        return products.narrow() ? this : null;
    }

    @Override
    public void timesTransposed(OpenPass pass, Matrix x, Matrix y, boolean add, TileWork before, TileWork after) {
        if (!products.narrow()) {
            products.timesTransposed(pass, x.address, y, add, before, after);
            return;
        }
        long mark = pass.workspace().mark();
        timesTransposed(pass, Bfloat16Matrix.of(pass, x), y, add, before, after);
        pass.workspace().release(mark);
    }

    @Override
    public void timesTransposed(
            OpenPass pass, Bfloat16Matrix x, Matrix y, boolean add, TileWork before, TileWork after) {
        products.timesTransposed(pass, x.address(), y, add, before, after);
    }

    @Override
    public void times(OpenPass pass, Matrix dy, Matrix dx, boolean add, TileWork after) {
        if (!products.narrow()) {
            products.times(pass, dy.address, dx, add, after);
            return;
        }
        long mark = pass.workspace().mark();
        times(pass, Bfloat16Matrix.of(pass, dy), dx, add, after);
        pass.workspace().release(mark);
    }

    @Override
    public void times(OpenPass pass, Bfloat16Matrix dy, Matrix dx, boolean add, TileWork after) {
        products.times(pass, dy.address(), dx, add, after);
    }

    @Override
    public void widen(int row, ByteBuffer to, int offset) {
        codes.widen(row, 0, columns(), to, offset);
    }

    @Override
    public void write(float[] values) {
        throw new UnsupportedOperationException(
                "A quantised weight [" + rows() + " x " + columns() + "] cannot be given new values; quantise them");
    }
}
