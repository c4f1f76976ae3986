package org.dasllm.tensor.reference;

import org.dasllm.tensor.Dropout;
import org.dasllm.tensor.Linear;
import org.jspecify.annotations.Nullable;

/**
 * What an adapter adds to a linear layer's output, for the dropped-out input d: s·(d·Aᵀ)·Bᵀ, or with a magnitude (g −
 * 1)∘(d·Wᵀ) + g∘s·(d·Aᵀ)·Bᵀ.
 *
 * <p>Back, with h = g∘dy, or dy: dLow = s·h·B, dA = dLowᵀ·d, dB = s·hᵀ·(d·Aᵀ), dd = dLow·A + ((g − 1)∘dy)·W, dW = ((g −
 * 1)∘dy)ᵀ·d, and for the magnitude Σ dy∘(d·Wᵀ + s·(d·Aᵀ)·Bᵀ) / ‖W + s·B·A‖.
 */
final class AdapterTerm {
    private final ReferenceParameter weight;
    private final ReferenceParameter a;
    private final ReferenceParameter b;
    private final double scale;
    private final @Nullable Magnitude magnitude;
    private final int rows;

    /** 0 or 1 / (1 − probability) for each number of the input; null where nothing is dropped. */
    private final double @Nullable [] factors;

    private final double[] input;

    /** d·Aᵀ [rows, rank]. */
    private final double[] low;

    /** @param places for each row of x, the row of the layer's input that it is */
    AdapterTerm(ReferencePass pass, Linear layer, Linear.Adapter adapter, double[] x, int[] places) {
        this.weight = ReferenceParameter.of(layer.weight());
        this.a = ReferenceParameter.of(adapter.a());
        this.b = ReferenceParameter.of(adapter.b());
        this.scale = adapter.scale();
        this.magnitude = adapter.magnitude() == null
                ? null
                : new Magnitude(ReferenceParameter.of(adapter.magnitude()), weight, a, b, scale);
        this.rows = places.length;
        Dropout dropout = pass.training() ? adapter.dropout() : null;
        this.factors = dropout == null ? null : factors(dropout, dropout.key(pass.seed()), places, a.columns());
        this.input = dropped(x);
        this.low = new double[rows * a.rows()];
        Multiply.byTransposed(input, a.values(), low, rows, a.rows(), a.columns(), 1);
    }

    private static double[] factors(Dropout dropout, long key, int[] places, int columns) {
        double[] factors = new double[places.length * columns];
        for (int i = 0; i < factors.length; i++) {
            long place = (long) places[i / columns] * columns + i % columns;
            factors[i] = dropout.keeps(key, place) ? dropout.factor() : 0;
        }
        return factors;
    }

    private double[] dropped(double[] x) {
        if (factors == null) {
            return x;
        }
        double[] result = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            result[i] = factors[i] * x[i];
        }
        return result;
    }

    void addTo(double[] y) {
        if (magnitude == null) {
            Multiply.byTransposed(low, b.values(), y, rows, b.rows(), a.rows(), scale);
            return;
        }
        double[] directions = directions();
        Multiply.byTransposed(input, weight.values(), y, rows, b.rows(), a.columns(), -1);
        double[] scaled = magnitude.scaled(directions, 0);
        for (int i = 0; i < y.length; i++) {
            y[i] += scaled[i];
        }
    }

    /** d·Wᵀ + s·(d·Aᵀ)·Bᵀ. */
    private double[] directions() {
        double[] result = new double[rows * b.rows()];
        Multiply.byTransposed(input, weight.values(), result, rows, b.rows(), a.columns(), 1);
        Multiply.byTransposed(low, b.values(), result, rows, b.rows(), a.rows(), scale);
        return result;
    }

    /** Adds to the gradients of the input and of what is trainable. */
    void backward(double[] dy, double[] dx) {
        double[] dInput = new double[input.length];
        double[] h = dy;
        if (magnitude != null) {
            magnitude.addGradient(dy, directions());
            h = magnitude.scaled(dy, 0);
            double[] rest = magnitude.scaled(dy, 1);
            Multiply.plain(rest, weight.values(), dInput, rows, a.columns(), b.rows(), 1);
            if (weight.trainable()) {
                Multiply.transposed(rest, input, weight.gradient(), b.rows(), a.columns(), rows, 1);
            }
        }
        double[] dLow = new double[low.length];
        Multiply.plain(h, b.values(), dLow, rows, a.rows(), b.rows(), scale);
        Multiply.plain(dLow, a.values(), dInput, rows, a.columns(), a.rows(), 1);
        if (a.trainable()) {
            Multiply.transposed(dLow, input, a.gradient(), a.rows(), a.columns(), rows, 1);
        }
        if (b.trainable()) {
            Multiply.transposed(h, low, b.gradient(), b.rows(), a.rows(), rows, scale);
        }
        double[] throughDropout = dropped(dInput);
        for (int i = 0; i < dx.length; i++) {
            dx[i] += throughDropout[i];
        }
    }
}
