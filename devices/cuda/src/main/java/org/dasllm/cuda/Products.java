package org.dasllm.cuda;

import org.dasllm.cuda.Matmul.Factor;

/** Products with parameters in whatever format they are kept; scratch comes from the pass, and is its caller's to release. */
final class Products {
    private final CudaPass pass;
    private final Matmul matmul;
    private final boolean narrowing;

    /**
     * Products of a pass.
     *
     * @param narrowing whether the device's precision is bf16
     */
    Products(CudaPass pass, Matmul matmul, boolean narrowing) {
        this.pass = pass;
        this.matmul = matmul;
        this.narrowing = narrowing;
    }

    /** A parameter's matrix as cuBLASLt can read it. */
    record Weight(long address, boolean narrow) {}

    /** A parameter; a quantised one is widened into scratch. */
    Weight weight(CudaParameter parameter) {
        CudaParameter.Quantised quantised = parameter.quantised;
        if (quantised == null) {
            return new Weight(parameter.address, parameter.narrow);
        }
        long count = parameter.count();
        long values = narrowing ? pass.take(count * Short.BYTES) : pass.takeFloats(count);
        pass.kernel("elements", narrowing ? "nf4_to_bfloat16" : "nf4_to_float")
                .overElements(count, parameter.address, quantised.scales(), pass.nf4Code(), values, count);
        return new Weight(values, narrowing);
    }

    /** A copy in bf16, in scratch. */
    long narrow(long values, long count) {
        long result = pass.take(count * Short.BYTES);
        pass.kernel("elements", "to_bfloat16").overElements(count, values, result, count);
        return result;
    }

    /** The same in float32. */
    Weight widened(Weight weight, long count) {
        if (!weight.narrow) {
            return weight;
        }
        long result = pass.takeFloats(count);
        pass.kernel("elements", "to_float").overElements(count, weight.address, result, count);
        return new Weight(result, false);
    }

    /**
     * result = scale · x·W (or x·Wᵀ) + keep · result; x is rounded to bf16 where W is.
     *
     * @param x [m, k] float32
     * @param narrowX the same in bf16; 0 if that has not been made
     * @param transposed whether W lies as [n, k]
     */
    void multiply(
            long x,
            long narrowX,
            Weight w,
            boolean transposed,
            long result,
            int m,
            int n,
            int k,
            float scale,
            float keep) {
        long left = x;
        if (w.narrow) {
            left = narrowX == 0 ? narrow(x, (long) m * k) : narrowX;
        }
        Factor a = new Factor(left, w.narrow, false);
        matmul.multiply(a, new Factor(w.address, w.narrow, transposed), result, m, n, k, scale, keep);
    }

    /** result [m, n] += scale · aᵀ·b of float32 matrices a [k, m] and b [k, n]. */
    void addTransposed(long a, long b, long result, int m, int n, int k, float scale) {
        matmul.multiply(new Factor(a, false, true), new Factor(b, false, false), result, m, n, k, scale, 1);
    }
}
