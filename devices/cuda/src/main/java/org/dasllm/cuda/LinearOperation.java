package org.dasllm.cuda;

import java.util.Objects;
import org.dasllm.tensor.Dropout;
import org.dasllm.tensor.Linear;

/**
 * A linear layer's products, and those of its adapter.
 *
 * <p>Forward, for the dropped-out input d: y = residual + x·Wᵀ + b + s·(d·Aᵀ)·Bᵀ, or with a magnitude − d·Wᵀ + g∘u in place
 * of the last term, u = d·Wᵀ + s·(d·Aᵀ)·Bᵀ. Back, with h = g∘dy, or dy: dLow = s·h·B, dA = dLowᵀ·d, dB = s·hᵀ·(d·Aᵀ), dd =
 * dLow·A + ((g − 1)∘dy)·W, dW = dyᵀ·x + ((g − 1)∘dy)ᵀ·d, and for the magnitude Σ dy∘u / ‖W + s·B·A‖.
 *
 * <p>Kept for the backward: d·Aᵀ, and two numbers an output with a magnitude. Dropout and u are made again.
 */
final class LinearOperation {
    private final CudaPass pass;
    private final Products products;
    private final Linear layer;
    private final CudaParameter weight;
    private final int rows;
    private final int in;
    private final int out;
    private final DroppedInput dropout;

    /** d·Aᵀ [rows, rank]; 0 without adapter. */
    private long low;

    private long norms;
    private long factors;

    /** Where gradients are added; 0 where none is wanted. */
    record Gradients(long weight, long bias, long a, long b, long magnitude) {
        static Gradients of(CudaPass pass, Linear layer) {
            Linear.Adapter adapter = layer.adapter();
            return new Gradients(
                    pass.own(layer.weight()).gradient,
                    layer.bias() == null ? 0 : pass.own(layer.bias()).gradient,
                    adapter == null ? 0 : pass.own(adapter.a()).gradient,
                    adapter == null ? 0 : pass.own(adapter.b()).gradient,
                    adapter == null || adapter.magnitude() == null ? 0 : pass.own(adapter.magnitude()).gradient);
        }
    }

    /**
     * An application to some rows.
     *
     * @param places the rows that dropout takes these for, on the card; 0 where they are themselves
     */
    LinearOperation(CudaPass pass, Linear layer, int rows, long places) {
        this.pass = pass;
        this.products = pass.products();
        this.layer = layer;
        this.weight = pass.own(layer.weight());
        this.rows = rows;
        this.in = layer.inputs();
        this.out = layer.outputs();
        Linear.Adapter adapter = layer.adapter();
        Dropout drop = adapter == null || !pass.training() ? null : adapter.dropout();
        this.dropout = new DroppedInput(pass, drop, rows, in, places);
        if (adapter != null) {
            low = pass.takeFloats((long) rows * adapter.a().rows());
            if (adapter.magnitude() != null) {
                norms = pass.takeFloats(out);
                factors = pass.takeFloats(out);
            }
        }
    }

    /**
     * The forward.
     *
     * @param x [rows, in]
     * @param narrowX the same in bf16; 0 if that has not been made
     * @param residual [rows, out]; 0 for none
     */
    void forward(long x, long narrowX, long residual, long output) {
        Arena.Mark mark = pass.mark();
        float keep = begin(residual, output);
        Products.Weight w = products.weight(weight);
        long ownX = w.narrow() && narrowX == 0 ? products.narrow(x, (long) rows * in) : narrowX;
        products.multiply(x, ownX, w, true, output, rows, out, in, 1, keep);
        Linear.Adapter adapter = layer.adapter();
        if (adapter != null) {
            CudaParameter a = pass.own(adapter.a());
            CudaParameter b = pass.own(adapter.b());
            int rank = a.rows();
            long d = dropout.of(x);
            products.multiply(d, 0, products.weight(a), true, low, rows, rank, in, 1, 0);
            if (adapter.magnitude() == null) {
                products.multiply(low, 0, products.weight(b), true, output, rows, out, rank, adapter.scale(), 1);
            } else {
                norms(adapter, w);
                long frozen = pass.takeFloats((long) rows * out);
                products.multiply(d, 0, w, true, frozen, rows, out, in, 1, 0);
                long directions = directions(adapter, frozen);
                pass.kernel("rows", "dora_output")
                        .overElements((long) rows * out, directions, factors, frozen, out, output, (long) rows * out);
            }
        }
        pass.release(mark);
    }

    /** Puts residual and bias into the output; returns what the product keeps of it. */
    private float begin(long residual, long output) {
        long bias = layer.bias() == null ? 0 : pass.own(layer.bias()).address;
        if (residual == 0 && bias == 0) {
            return 0;
        }
        pass.kernel("elements", "begin_output")
                .overElements((long) rows * out, residual, bias, output, out, (long) rows * out);
        return 1;
    }

    /** ‖W + s·B·A‖ row by row, and m divided by it. */
    private void norms(Linear.Adapter adapter, Products.Weight w) {
        Arena.Mark mark = pass.mark();
        long merged = pass.takeFloats((long) out * in);
        CudaParameter a = pass.own(adapter.a());
        Products.Weight b = products.weight(pass.own(adapter.b()));
        Products.Weight wideB = products.widened(b, (long) out * a.rows());
        products.multiply(wideB.address(), 0, products.weight(a), false, merged, out, in, a.rows(), adapter.scale(), 0);
        long magnitude = pass.own(Objects.requireNonNull(adapter.magnitude())).address;
        pass.kernel("rows", w.narrow() ? "dora_norms_bfloat16" : "dora_norms_float")
                .launch(out, 1, Kernels.THREADS, 0, w.address(), merged, magnitude, in, norms, factors);
        pass.release(mark);
    }

    /** u, from d·Wᵀ. */
    private long directions(Linear.Adapter adapter, long frozen) {
        CudaParameter b = pass.own(adapter.b());
        long directions = pass.takeFloats((long) rows * out);
        pass.gpu().copy(frozen, directions, (long) rows * out * Float.BYTES);
        products.multiply(low, 0, products.weight(b), true, directions, rows, out, b.columns(), adapter.scale(), 1);
        return directions;
    }

    /**
     * The backward; adds to gradients.
     *
     * @param dy [rows, out]
     * @param x as in the forward
     * @param dx [rows, in]
     * @param add whether to add to dx what is there already
     */
    void backward(long dy, long x, long dx, boolean add, Gradients gradients) {
        Arena.Mark mark = pass.mark();
        Products.Weight w = products.weight(weight);
        products.multiply(dy, 0, w, false, dx, rows, in, out, 1, add ? 1 : 0);
        if (gradients.weight != 0) {
            products.addTransposed(dy, x, gradients.weight, out, in, rows, 1);
        }
        if (gradients.bias != 0) {
            pass.sums().addColumns(dy, rows, out, gradients.bias);
        }
        Linear.Adapter adapter = layer.adapter();
        if (adapter != null) {
            adapterBackward(adapter, w, dy, x, dx, gradients);
        }
        pass.release(mark);
    }

    private void adapterBackward(
            Linear.Adapter adapter, Products.Weight w, long dy, long x, long dx, Gradients gradients) {
        CudaParameter a = pass.own(adapter.a());
        CudaParameter b = pass.own(adapter.b());
        int rank = a.rows();
        long d = dropout.of(x);
        // Without dropout the adapter's part goes to the input's gradient directly.
        long dd = dropout.drops() ? pass.takeFloats((long) rows * in) : dx;
        float keep = dropout.drops() ? 0 : 1;
        long h = dy;
        if (adapter.magnitude() != null) {
            if (gradients.magnitude != 0) {
                long frozen = pass.takeFloats((long) rows * out);
                products.multiply(d, 0, w, true, frozen, rows, out, in, 1, 0);
                pass.sums().addProducts(dy, directions(adapter, frozen), norms, rows, out, gradients.magnitude);
            }
            h = scaled(dy, 0);
            long rest = scaled(dy, -1);
            products.multiply(rest, 0, w, false, dd, rows, in, out, 1, keep);
            keep = 1;
            if (gradients.weight != 0) {
                products.addTransposed(rest, d, gradients.weight, out, in, rows, 1);
            }
        }
        long dLow = pass.takeFloats((long) rows * rank);
        products.multiply(h, 0, products.weight(b), false, dLow, rows, rank, out, adapter.scale(), 0);
        products.multiply(dLow, 0, products.weight(a), false, dd, rows, in, rank, 1, keep);
        if (gradients.a != 0) {
            products.addTransposed(dLow, d, gradients.a, rank, in, rows, 1);
        }
        if (gradients.b != 0) {
            products.addTransposed(h, low, gradients.b, out, rank, rows, adapter.scale());
        }
        dropout.addBack(dd, dx);
    }

    /** (g + offset) ∘ dy. */
    private long scaled(long dy, float offset) {
        long result = pass.takeFloats((long) rows * out);
        pass.kernel("rows", "scale_columns")
                .overElements((long) rows * out, dy, factors, offset, out, result, (long) rows * out);
        return result;
    }
}
