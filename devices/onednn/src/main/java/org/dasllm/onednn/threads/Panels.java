package org.dasllm.onednn.threads;

import org.dasllm.onednn.kernels.NativeKernels;
import org.dasllm.onednn.memory.NativeMemory;
import org.dasllm.onednn.vectors.Bfloat16;

/** Products of bfloat16 by our own kernel, for one thread: a part of the second factor is laid out anew, and all rows meet it in the core's cache. */
public final class Panels implements AutoCloseable {
    /** Depth and columns of a part: a quarter of a megabyte. */
    private static final int DEPTH = 1024;

    private static final int COLUMNS = 4 * NativeKernels.PANEL;

    private final NativeMemory memory;
    private NativeMemory.Block part;

    Panels(NativeMemory memory) {
        this.memory = memory;
        part = memory.allocate(0);
    }

    /** Whether a product can be made so, and is where there is a choice. */
    static boolean suit(MatmulPrimitive.Shape shape) {
        return NativeKernels.PANELS && shape.narrow() && !shape.turned() && shape.k() % 2 == 0;
    }

    /** C [m, n] = A [m, k] · B (+ C). */
    void run(MatmulPrimitive.Shape shape, long a, long b, long c) {
        for (int column = 0; column < shape.n(); column += COLUMNS) {
            int columns = Math.min(COLUMNS, shape.n() - column);
            for (int first = 0; first < shape.k(); first += DEPTH) {
                int depth = Math.min(DEPTH, shape.k() - first);
                long panels = room((columns + NativeKernels.PANEL - 1L)
                        / NativeKernels.PANEL
                        * NativeKernels.PANEL
                        * depth
                        * Bfloat16.BYTES);
                long numbers = shape.transposed()
                        ? (long) column * shape.strideB() + first
                        : (long) first * shape.strideB() + column;
                NativeKernels.panels(
                        b + numbers * Bfloat16.BYTES, shape.strideB(), columns, depth, shape.transposed(), panels);
                NativeKernels.panelProduct(
                        a + (long) first * Bfloat16.BYTES,
                        shape.strideA(),
                        shape.m(),
                        panels,
                        columns,
                        depth,
                        shape.sum() || first > 0,
                        c + (long) column * Float.BYTES,
                        shape.strideC());
            }
        }
    }

    /** Room for panels, until the next product. */
    public long room(long bytes) {
        if (bytes > part.data.capacity()) {
            memory.free(part);
            part = memory.allocate(bytes);
        }
        return part.address;
    }

    @Override
    public void close() {
        memory.free(part);
    }
}
