package org.dasllm.nd4j;

import org.dasllm.tensor.Dropout;
import org.dasllm.tensor.Linear;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The products of one input with a weight and its adapter, with d for the input after dropout: x·Wᵀ + s·(d·Aᵀ)·Bᵀ, or with a
 * magnitude g∘(d·Wᵀ + s·(d·Aᵀ)·Bᵀ) + (x − d)·Wᵀ, which is what {@link Linear.Adapter} says in other words.
 */
final class AdaptedWeight {
    private final Scratch scratch;
    private final Linear layer;
    private final Linear.Adapter adapter;
    private final INDArray weight;
    private final INDArray x;

    /** Dropout's factors; null where nothing is dropped. */
    private final @Nullable INDArray factors;

    /** The adapter's input. */
    private final INDArray dropped;

    private final @Nullable Magnitude magnitude;

    AdaptedWeight(
            Scratch scratch, Linear layer, Linear.Adapter adapter, INDArray weight, DropoutRows rows, INDArray x) {
        this.scratch = scratch;
        this.layer = layer;
        this.adapter = adapter;
        this.weight = weight;
        this.x = x;
        Dropout dropout = adapter.dropout();
        this.factors = dropout == null ? null : rows.factors(scratch, dropout, layer.inputs());
        this.dropped = factors == null ? x : x.mul(factors, scratch.matrix(x.size(0), x.size(1)));
        this.magnitude = adapter.magnitude() == null
                ? null
                : new Magnitude(scratch, adapter, Nd4jParameter.of(adapter.magnitude()), weight);
    }

    void forward(INDArray y, boolean add) {
        if (magnitude == null) {
            Operations.multiply(x, false, weight, true, y, 1, add ? 1 : 0);
            addLowRank(y);
            return;
        }
        INDArray directions = directions();
        directions.muli(magnitude.factors());
        if (add) {
            y.addi(directions);
        } else {
            y.assign(directions);
        }
        if (factors != null) {
            INDArray rest = x.sub(dropped, scratch.matrix(x.size(0), x.size(1)));
            Operations.multiply(rest, false, weight, true, y, 1, 1);
        }
    }

    /** d·Wᵀ + s·(d·Aᵀ)·Bᵀ. */
    private INDArray directions() {
        INDArray directions = scratch.matrix(x.size(0), layer.outputs());
        Operations.multiply(dropped, false, weight, true, directions, 1, 0);
        addLowRank(directions);
        return directions;
    }

    private void addLowRank(INDArray y) {
        Operations.multiply(lowRank(), false, Nd4jParameter.values(adapter.b()), true, y, adapter.scale(), 1);
    }

    /** d·Aᵀ [rows, rank]. */
    private INDArray lowRank() {
        INDArray low = scratch.matrix(x.size(0), adapter.a().rows());
        Operations.multiply(dropped, false, Nd4jParameter.values(adapter.a()), true, low, 1, 0);
        return low;
    }

    /** Writes dx, and adds to the gradients of what is trainable. */
    void backward(INDArray dy, INDArray dx) {
        INDArray scaled = dy;
        if (magnitude != null) {
            scaled = dy.mul(magnitude.factors(), scratch.matrix(dy.size(0), dy.size(1)));
            if (magnitude.trainable()) {
                magnitude.addGradient(directions(), dy);
            }
        }
        if (factors == null) {
            LinearArithmetic.weightBackward(x, layer.weight(), weight, scaled, dx);
            lowRankBackward(scaled, dx);
            return;
        }
        LinearArithmetic.weightBackward(x, layer.weight(), weight, dy, dx);
        INDArray dDropped = scratch.zeros(x.size(0), x.size(1));
        if (magnitude != null) {
            INDArray rest = scaled.sub(dy, scratch.matrix(dy.size(0), dy.size(1)));
            LinearArithmetic.weightBackward(dropped, layer.weight(), weight, rest, dDropped);
        }
        lowRankBackward(scaled, dDropped);
        dDropped.muli(factors);
        dx.addi(dDropped);
    }

    /** Adds s·(dy·B)·A to the gradient of the adapter's input, and to those of A and B. */
    private void lowRankBackward(INDArray dy, INDArray dInput) {
        INDArray dLow = scratch.matrix(dy.size(0), adapter.a().rows());
        Operations.multiply(dy, false, Nd4jParameter.values(adapter.b()), false, dLow, adapter.scale(), 0);
        Operations.multiply(dLow, false, Nd4jParameter.values(adapter.a()), false, dInput, 1, 1);
        if (adapter.a().trainable()) {
            Operations.multiply(dLow, true, dropped, false, Nd4jParameter.gradient(adapter.a()), 1, 1);
        }
        if (adapter.b().trainable()) {
            Operations.multiply(dy, true, lowRank(), false, Nd4jParameter.gradient(adapter.b()), adapter.scale(), 1);
        }
    }
}
