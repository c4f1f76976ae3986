package org.dasllm.cuda;

import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.cuda.cublas.cublasLtContext;
import org.bytedeco.cuda.global.cublas;
import org.bytedeco.javacpp.FloatPointer;

/**
 * Products of row-major matrices by cuBLASLt, which is column-major: it is handed the transposed product, Cᵀ = Bᵀ·Aᵀ, whose
 * matrices lie in memory as ours do.
 */
final class Matmul implements AutoCloseable {
    /** What cuBLAS's documentation advises for Hopper. */
    private static final long WORKSPACE = 32L << 20;
    /** Plans kept: a batch has its own number of rows, and a plan costs some 100 µs. */
    private static final int PLANS = 1024;

    private final Gpu gpu;
    private final boolean tensorFloat;
    private final long workspace;
    private final cublasLtContext handle = new cublasLtContext();
    private final FloatPointer alpha = new FloatPointer(1);
    private final FloatPointer beta = new FloatPointer(1);
    private final Address first = new Address(0);
    private final Address second = new Address(0);
    private final Address result = new Address(0);
    private final Address scratch;
    private final Map<MatmulPlan.Key, MatmulPlan> plans = new LinkedHashMap<>(16, 0.75f, true);

    /**
     * For a card.
     *
     * @param tensorFloat whether products of float32 may round their factors to TF32 (10 bits after the point)
     */
    Matmul(Gpu gpu, boolean tensorFloat) {
        this.gpu = gpu;
        this.tensorFloat = tensorFloat;
        gpu.enter();
        Status.blas(cublas.cublasLtCreate(handle), "start");
        workspace = gpu.allocate(WORKSPACE);
        scratch = new Address(workspace);
    }

    /**
     * A matrix as a factor.
     *
     * @param address where its first number is
     * @param narrow whether its numbers are bf16, and not float32
     * @param transposed whether the factor is the matrix's transposed one
     */
    record Factor(long address, boolean narrow, boolean transposed) {}

    /**
     * C = scale · A·B + keep · C.
     *
     * @param a [m, k] after its transposition
     * @param b [k, n] after its transposition, as narrow as A
     * @param c [m, n] float32
     */
    void multiply(Factor a, Factor b, long c, int m, int n, int k, float scale, float keep) {
        if (m == 0 || n == 0) {
            return;
        }
        gpu.enter();
        MatmulPlan.Key key = new MatmulPlan.Key(
                a.transposed(),
                b.transposed(),
                a.narrow(),
                m,
                n,
                k,
                alignment(a.address()),
                alignment(b.address()),
                alignment(c));
        MatmulPlan plan = plans.get(key);
        if (plan == null) {
            plan = new MatmulPlan(handle, key, tensorFloat, WORKSPACE);
            plans.put(key, plan);
            dropOldest();
        }
        alpha.put(scale);
        beta.put(keep);
        result.at(c);
        Status.blas(
                cublas.cublasLtMatmul(
                        handle,
                        plan.description,
                        alpha,
                        first.at(b.address()),
                        plan.first,
                        second.at(a.address()),
                        plan.second,
                        beta,
                        result,
                        plan.result,
                        result,
                        plan.result,
                        plan.algorithm(),
                        scratch,
                        WORKSPACE,
                        gpu.stream),
                "multiply " + key);
    }

    private void dropOldest() {
        if (plans.size() > PLANS) {
            MatmulPlan.Key oldest = plans.keySet().iterator().next();
            MatmulPlan plan = plans.remove(oldest);
            if (plan != null) {
                plan.close();
            }
        }
    }

    /** The greatest power of two, up to what the allocator gives, that divides an address. */
    private static int alignment(long address) {
        return (int) Math.min(Gpu.ALIGNMENT, Long.lowestOneBit(address));
    }

    static String version() {
        long version = cublas.cublasLtGetVersion();
        return version / 10000 + "." + version / 100 % 100 + "." + version % 100;
    }

    @Override
    public void close() {
        gpu.enter();
        plans.values().forEach(MatmulPlan::close);
        plans.clear();
        Status.blas(cublas.cublasLtDestroy(handle), "end");
        gpu.free(workspace);
        alpha.close();
        beta.close();
    }
}
