package org.dasllm.onednn.tuning;

import java.util.Locale;
import org.bytedeco.javacpp.Pointer;
import org.dasllm.onednn.memory.NativeAddress;
import org.dasllm.onednn.memory.NativeMemory;
import org.dasllm.onednn.threads.Gemm;
import org.dasllm.onednn.threads.MatmulPrimitive;
import org.dasllm.onednn.threads.Tiles;
import org.dasllm.onednn.vectors.Bfloat16;

/**
 * How fast one thread multiplies here.
 *
 * @param bfloat16 GFLOP/s of products of bfloat16
 * @param float32 GFLOP/s of products of float32
 */
record ProductRates(double bfloat16, double float32) {
    /** So many times as fast float32 has to be: what other programs do to a measurement is less, and widening a weight takes a few per cent. */
    private static final double CLEARLY = 1.25;

    private static final int ROWS = 512;
    private static final int INPUTS = 896;
    private static final int OUTPUTS = 512;

    /** A product is made in such pieces, as with weights that are widened: oneDNN multiplies them more slowly than the whole. */
    private static final int PIECE = Tiles.ROWS;

    private static final int BAND = 64;

    private static final int LEAST_TRIES = 3;
    private static final long NANOSECONDS = 100_000_000;

    /** Some bytes that are a normal number near 1 in both types. */
    private static final int FILLING = 0x3f;

    /** Measures for a tenth of a second: both types by turns, so that what else runs slows both, and the best of each counts. */
    static ProductRates measure() {
        try (NativeMemory memory = new NativeMemory();
                Gemm gemm = new Gemm(memory)) {
            long x = filled(memory, ROWS * INPUTS);
            long w = filled(memory, OUTPUTS * INPUTS);
            long y = filled(memory, ROWS * OUTPUTS);
            // The first product makes code for its shape.
            seconds(gemm, true, x, w, y);
            seconds(gemm, false, x, w, y);
            double narrow = Double.MAX_VALUE;
            double wide = Double.MAX_VALUE;
            long start = System.nanoTime();
            for (int i = 0; i < LEAST_TRIES || System.nanoTime() - start < NANOSECONDS; i++) {
                narrow = Math.min(narrow, seconds(gemm, true, x, w, y));
                wide = Math.min(wide, seconds(gemm, false, x, w, y));
            }
            double work = 2e-9 * ROWS * INPUTS * OUTPUTS;
            return new ProductRates(work / narrow, work / wide);
        }
    }

    private static long filled(NativeMemory memory, int floats) {
        NativeMemory.Block block = memory.allocate((long) floats * Float.BYTES);
        Pointer.memset(new NativeAddress(block.address), FILLING, block.data.capacity());
        return block.address;
    }

    private static double seconds(Gemm gemm, boolean narrow, long x, long w, long y) {
        int bytes = narrow ? Bfloat16.BYTES : Float.BYTES;
        MatmulPrimitive.Shape piece =
                new MatmulPrimitive.Shape(PIECE, BAND, INPUTS, INPUTS, INPUTS, OUTPUTS, true, false, narrow);
        long start = System.nanoTime();
        for (int column = 0; column < OUTPUTS; column += BAND) {
            for (int row = 0; row < ROWS; row += PIECE) {
                gemm.product(
                        piece,
                        x + (long) row * INPUTS * bytes,
                        w + (long) column * INPUTS * bytes,
                        y + ((long) row * OUTPUTS + column) * Float.BYTES);
            }
        }
        return (System.nanoTime() - start) * 1e-9;
    }

    /** The type that is the faster; bfloat16, for which less is moved, unless float32 is so clearly. */
    ProductType faster() {
        return float32 >= CLEARLY * bfloat16 ? ProductType.FLOAT32 : ProductType.BFLOAT16;
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "bfloat16 %.0f, float32 %.0f GFLOP/s a thread", bfloat16, float32);
    }
}
