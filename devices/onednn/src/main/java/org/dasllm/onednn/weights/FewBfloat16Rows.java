package org.dasllm.onednn.weights;

import org.dasllm.onednn.kernels.NativeKernels;
import org.dasllm.onednn.memory.Matrix;
import org.dasllm.onednn.pass.Bfloat16Matrix;
import org.dasllm.onednn.pass.OpenPass;
import org.dasllm.onednn.products.Bfloat16Dots;
import org.dasllm.onednn.products.FewRows;
import org.dasllm.onednn.products.NativeFewRows;
import org.dasllm.onednn.threads.TileWork;
import org.dasllm.onednn.vectors.Bfloat16;

/** Few rows times a weight in bfloat16, as it lies in memory, whatever many rows are multiplied in. */
final class FewBfloat16Rows {
    /** Rows up to which our own products are faster than oneDNN's, which packs the weight for every product, and than widened pieces. */
    private static final int MOST = NativeKernels.AVAILABLE ? 32 : 2;

    private FewBfloat16Rows() {}

    static boolean suit(Matrix x) {
        return x.rows() <= MOST && x.columns() % Bfloat16Dots.CHUNK == 0;
    }

    /** As {@link Factor#timesTransposed}; the kernels of AVX-512 round x to bfloat16, the others do not. */
    static void timesTransposed(
            OpenPass pass, Bfloat16Matrix weight, Matrix x, Matrix y, boolean add, TileWork before, TileWork after) {
        long mark = pass.workspace().mark();
        int bytes = weight.columns() * Bfloat16.BYTES;
        FewRows.run(pass.pool(), y, 1, bytes, add, before, after, band(pass, weight, x));
        pass.workspace().release(mark);
    }

    private static FewRows.Band band(OpenPass pass, Bfloat16Matrix weight, Matrix x) {
        if (NativeKernels.AVX512) {
            return NativeFewRows.of(pass, weight, x);
        }
        return NativeKernels.AVX2 ? NativeFewRows.widened(pass, weight, x) : Bfloat16Dots.band(weight, x);
    }
}
