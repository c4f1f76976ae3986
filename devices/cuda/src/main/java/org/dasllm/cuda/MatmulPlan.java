package org.dasllm.cuda;

import org.bytedeco.cuda.cublas.cublasLtContext;
import org.bytedeco.cuda.cublas.cublasLtMatmulAlgo_t;
import org.bytedeco.cuda.cublas.cublasLtMatmulDescOpaque_t;
import org.bytedeco.cuda.cublas.cublasLtMatmulHeuristicResult_t;
import org.bytedeco.cuda.cublas.cublasLtMatmulPreferenceOpaque_t;
import org.bytedeco.cuda.cublas.cublasLtMatrixLayoutOpaque_t;
import org.bytedeco.cuda.global.cublas;
import org.bytedeco.cuda.global.cudart;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;

/** One shape's descriptions for cuBLASLt, and the algorithm that its heuristic picks. */
final class MatmulPlan implements AutoCloseable {

    /** What decides a plan: a product's shape in our order, and how its matrices lie. */
    record Key(
            boolean transposedA,
            boolean transposedB,
            boolean narrow,
            int m,
            int n,
            int k,
            int alignmentA,
            int alignmentB,
            int alignmentC) {
        @Override
        public String toString() {
            return "[" + m + ", " + k + "]" + (transposedA ? "ᵀ" : "") + " x [" + k + ", " + n + "]"
                    + (transposedB ? "ᵀ" : "") + (narrow ? " in bf16" : " in float32");
        }
    }

    final cublasLtMatmulDescOpaque_t description;
    /** Of our B, of our A and of our C, as cuBLASLt sees them. */
    final cublasLtMatrixLayoutOpaque_t first;

    final cublasLtMatrixLayoutOpaque_t second;
    final cublasLtMatrixLayoutOpaque_t result;
    private final cublasLtMatmulHeuristicResult_t heuristic = new cublasLtMatmulHeuristicResult_t();

    MatmulPlan(cublasLtContext handle, Key key, boolean tensorFloat, long workspace) {
        int compute = tensorFloat && !key.narrow ? cublas.CUBLAS_COMPUTE_32F_FAST_TF32 : cublas.CUBLAS_COMPUTE_32F;
        try (PointerPointer<Pointer> place = new PointerPointer<>(1)) {
            Status.blas(cublas.cublasLtMatmulDescCreate(place, compute, cudart.CUDA_R_32F), "describe a product");
            description = new cublasLtMatmulDescOpaque_t(place.get(0));
        }
        transpose(cublas.CUBLASLT_MATMUL_DESC_TRANSA, key.transposedB);
        transpose(cublas.CUBLASLT_MATMUL_DESC_TRANSB, key.transposedA);
        int type = key.narrow ? cudart.CUDA_R_16BF : cudart.CUDA_R_32F;
        first = key.transposedB ? layout(type, key.k, key.n) : layout(type, key.n, key.k);
        second = key.transposedA ? layout(type, key.m, key.k) : layout(type, key.k, key.m);
        result = layout(cudart.CUDA_R_32F, key.n, key.m);
        choose(handle, key, workspace);
    }

    private void transpose(int which, boolean transposed) {
        try (IntPointer value = new IntPointer(1)) {
            value.put(transposed ? cublas.CUBLAS_OP_T : cublas.CUBLAS_OP_N);
            Status.blas(
                    cublas.cublasLtMatmulDescSetAttribute(description, which, value, Integer.BYTES),
                    "describe a product");
        }
    }

    /** A column-major matrix without gaps. */
    private static cublasLtMatrixLayoutOpaque_t layout(int type, int rows, int columns) {
        try (PointerPointer<Pointer> place = new PointerPointer<>(1)) {
            Status.blas(cublas.cublasLtMatrixLayoutCreate(place, type, rows, columns, rows), "describe a matrix");
            return new cublasLtMatrixLayoutOpaque_t(place.get(0));
        }
    }

    private void choose(cublasLtContext handle, Key key, long workspace) {
        try (PointerPointer<Pointer> place = new PointerPointer<>(1);
                LongPointer bytes = new LongPointer(1);
                IntPointer found = new IntPointer(1)) {
            Status.blas(cublas.cublasLtMatmulPreferenceCreate(place), "take a preference");
            cublasLtMatmulPreferenceOpaque_t preference = new cublasLtMatmulPreferenceOpaque_t(place.get(0));
            bytes.put(workspace);
            set(preference, cublas.CUBLASLT_MATMUL_PREF_MAX_WORKSPACE_BYTES, bytes, Long.BYTES);
            // Not in place: sums that several blocks add to one another might come in any order.
            number(
                    preference,
                    cublas.CUBLASLT_MATMUL_PREF_REDUCTION_SCHEME_MASK,
                    cublas.CUBLASLT_REDUCTION_SCHEME_COMPUTE_TYPE);
            number(preference, cublas.CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_A_BYTES, key.alignmentB);
            number(preference, cublas.CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_B_BYTES, key.alignmentA);
            number(preference, cublas.CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_C_BYTES, key.alignmentC);
            number(preference, cublas.CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_D_BYTES, key.alignmentC);
            int status = cublas.cublasLtMatmulAlgoGetHeuristic(
                    handle, description, first, second, result, result, preference, 1, heuristic, found);
            cublas.cublasLtMatmulPreferenceDestroy(preference);
            Status.blas(status, "choose an algorithm for " + key);
            if (found.get() == 0) {
                throw new IllegalStateException("cuBLASLt has no algorithm for " + key);
            }
        }
    }

    private static void number(cublasLtMatmulPreferenceOpaque_t preference, int which, int number) {
        try (IntPointer value = new IntPointer(1)) {
            value.put(number);
            set(preference, which, value, Integer.BYTES);
        }
    }

    private static void set(cublasLtMatmulPreferenceOpaque_t preference, int which, Pointer value, long bytes) {
        Status.blas(cublas.cublasLtMatmulPreferenceSetAttribute(preference, which, value, bytes), "take a preference");
    }

    cublasLtMatmulAlgo_t algorithm() {
        return heuristic.algo();
    }

    @Override
    public void close() {
        cublas.cublasLtMatrixLayoutDestroy(first);
        cublas.cublasLtMatrixLayoutDestroy(second);
        cublas.cublasLtMatrixLayoutDestroy(result);
        cublas.cublasLtMatmulDescDestroy(description);
        heuristic.close();
    }
}
