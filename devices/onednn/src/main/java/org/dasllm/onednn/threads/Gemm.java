package org.dasllm.onednn.threads;

import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.dnnl.dnnl_engine;
import org.bytedeco.dnnl.dnnl_stream;
import org.bytedeco.dnnl.global.dnnl;
import org.dasllm.onednn.kernels.OneDnnLibrary;
import org.dasllm.onednn.memory.NativeAddress;
import org.dasllm.onednn.memory.NativeMemory;

/**
 * oneDNN's matrix products on addresses, row-major, on the calling thread alone. For one thread at a time.
 *
 * <p>Whole tiles of a linear layer, which come again and again in few shapes, go to matmul primitives; they are about a
 * tenth faster with a transposed second factor. All else, with shapes as the sequences happen to be long, goes to sgemm,
 * which needs no preparation.
 */
public final class Gemm implements AutoCloseable {
    /** Primitives kept; the one that was longest unused makes room. */
    private static final int PRIMITIVES = 256;

    private static final int FIRST_SCRATCH = 64 << 10;

    private final NativeAddress a = new NativeAddress(0);
    private final NativeAddress b = new NativeAddress(0);
    private final NativeAddress c = new NativeAddress(0);
    private final dnnl_engine engine = new dnnl_engine();
    private final dnnl_stream stream = new dnnl_stream();
    private final Map<MatmulPrimitive.Shape, MatmulPrimitive> primitives = new LinkedHashMap<>(64, 0.75f, true);
    private final NativeMemory memory;

    /** Of this thread, where {@link NativeKernels#PANELS}. */
    public final Panels panels;

    /** Where primitives put factors in another order: one place for all, which stays in the core's cache. */
    private NativeMemory.Block scratch;

    public Gemm(NativeMemory memory) {
        this.memory = memory;
        scratch = memory.allocate(FIRST_SCRATCH);
        panels = new Panels(memory);
        OneDnnLibrary.check(dnnl.dnnl_engine_create(engine, dnnl.dnnl_cpu, 0), "make an engine");
        OneDnnLibrary.check(dnnl.dnnl_stream_create(stream, engine, dnnl.dnnl_stream_default_flags), "make a stream");
    }

    /** C [m, n] = alpha · A [m, k] · B [n, k]ᵀ + beta · C; the strides are from row to row. */
    public void timesTransposed(
            int m,
            int n,
            int k,
            float alpha,
            long a,
            int strideA,
            long b,
            int strideB,
            float beta,
            long c,
            int strideC) {
        run('N', 'T', m, n, k, alpha, a, strideA, b, strideB, beta, c, strideC);
    }

    /** C [m, n] = A [m, k] · B [n, k]ᵀ, plus C where sum is set, for a tile of a linear layer. */
    public void tile(int m, int n, int k, long a, int strideA, long b, int strideB, boolean sum, long c, int strideC) {
        if (m < Tiles.ROWS) {
            run('N', 'T', m, n, k, 1f, a, strideA, b, strideB, sum ? 1f : 0f, c, strideC);
        } else {
            narrow(new MatmulPrimitive.Shape(m, n, k, strideA, strideB, strideC, true, sum, false), a, b, c);
        }
    }

    /** A product of bfloat16 matrices, for which there is no sgemm. */
    public void narrow(MatmulPrimitive.Shape shape, long a, long b, long c) {
        if (Panels.suit(shape)) {
            panels.run(shape, a, b, c);
            return;
        }
        MatmulPrimitive primitive = primitive(shape);
        if (primitive.scratchBytes() > scratch.data.capacity()) {
            memory.free(scratch);
            scratch = memory.allocate(primitive.scratchBytes());
        }
        primitive.run(a, b, c, scratch.address);
    }

    /** A product in the type that the shape says. */
    public void product(MatmulPrimitive.Shape shape, long a, long b, long c) {
        if (shape.narrow()) {
            narrow(shape, a, b, c);
        } else {
            plain(shape, a, b, c);
        }
    }

    /** The same product of float32 matrices. */
    private void plain(MatmulPrimitive.Shape shape, long a, long b, long c) {
        run(
                'N',
                shape.transposed() ? 'T' : 'N',
                shape.m(),
                shape.n(),
                shape.k(),
                1f,
                a,
                shape.strideA(),
                b,
                shape.strideB(),
                shape.sum() ? 1f : 0f,
                c,
                shape.strideC());
    }

    private MatmulPrimitive primitive(MatmulPrimitive.Shape shape) {
        MatmulPrimitive found = primitives.get(shape);
        if (found == null) {
            if (primitives.size() == PRIMITIVES) {
                var oldest = primitives.entrySet().iterator();
                oldest.next().getValue().close();
                oldest.remove();
            }
            found = new MatmulPrimitive(engine, stream, shape);
            primitives.put(shape, found);
        }
        return found;
    }

    /** C [m, n] = alpha · A [m, k] · B [k, n] + beta · C. */
    public void times(
            int m,
            int n,
            int k,
            float alpha,
            long a,
            int strideA,
            long b,
            int strideB,
            float beta,
            long c,
            int strideC) {
        run('N', 'N', m, n, k, alpha, a, strideA, b, strideB, beta, c, strideC);
    }

    /** C [m, n] = alpha · A [k, m]ᵀ · B [k, n] + beta · C. */
    public void transposedTimes(
            int m,
            int n,
            int k,
            float alpha,
            long a,
            int strideA,
            long b,
            int strideB,
            float beta,
            long c,
            int strideC) {
        run('T', 'N', m, n, k, alpha, a, strideA, b, strideB, beta, c, strideC);
    }

    private void run(
            char transposeA,
            char transposeB,
            int m,
            int n,
            int k,
            float alpha,
            long addressA,
            int strideA,
            long addressB,
            int strideB,
            float beta,
            long addressC,
            int strideC) {
        OneDnnLibrary.check(
                dnnl.dnnl_sgemm(
                        (byte) transposeA,
                        (byte) transposeB,
                        m,
                        n,
                        k,
                        alpha,
                        a.at(addressA),
                        strideA,
                        b.at(addressB),
                        strideB,
                        beta,
                        c.at(addressC),
                        strideC),
                "multiply matrices");
    }

    @Override
    public void close() {
        primitives.values().forEach(MatmulPrimitive::close);
        primitives.clear();
        memory.free(scratch);
        panels.close();
        dnnl.dnnl_stream_destroy(stream);
        dnnl.dnnl_engine_destroy(engine);
    }
}
