package org.dasllm.tensor;

import org.jspecify.annotations.Nullable;

/**
 * A linear layer, with or without a bias and an adapter: y = x·Wᵀ + b + s·(x·Aᵀ)·Bᵀ; see {@link Adapter} for dropout and
 * DoRA.
 *
 * @param weight W [out, in]
 * @param bias b [1, out]
 * @param adapter the low-rank part
 */
public record Linear(
        Parameter weight,
        @Nullable Parameter bias,
        @Nullable Adapter adapter) {

    /**
     * A LoRA adapter (Hu et al., 2021, arXiv:2106.09685). With dropout d the low-rank part is s·(d(x)·Aᵀ)·Bᵀ.
     *
     * <p>With a magnitude m it is DoRA (Liu et al., 2024, arXiv:2402.09353): g = m / ‖W + s·B·A‖, a norm for every row of the
     * sum, held constant in the backward; y = x·Wᵀ + b + (g − 1)∘(d(x)·Wᵀ) + g∘s·(d(x)·Aᵀ)·Bᵀ, which without dropout is
     * g∘(x·(W + s·B·A)ᵀ) + b.
     *
     * @param a A [rank, in]
     * @param b B [out, rank]
     * @param scale s, usually alpha / rank
     * @param magnitude m [1, out]; null without DoRA
     * @param dropout on the adapter's input in training passes; null for none
     */
    public record Adapter(
            Parameter a,
            Parameter b,
            float scale,
            @Nullable Parameter magnitude,
            @Nullable Dropout dropout) {
        public Adapter {
            if (a.rows() != b.columns()) {
                throw new IllegalArgumentException("Adapter ranks differ: " + a.rows() + " and " + b.columns());
            }
            if (magnitude != null && (magnitude.rows() != 1 || magnitude.columns() != b.rows())) {
                throw new IllegalArgumentException(
                        "A magnitude of " + magnitude.columns() + " for " + b.rows() + " outputs");
            }
        }

        /** Plain LoRA. */
        public Adapter(Parameter a, Parameter b, float scale) {
            this(a, b, scale, null, null);
        }
    }

    public Linear {
        if (bias != null && bias.columns() != weight.rows()) {
            throw new IllegalArgumentException("Bias of " + bias.columns() + " for " + weight.rows() + " outputs");
        }
        if (adapter != null
                && (adapter.a().columns() != weight.columns() || adapter.b().rows() != weight.rows())) {
            throw new IllegalArgumentException("The adapter's shape does not fit the weight's");
        }
    }

    /** A plain linear layer. */
    public static Linear of(Parameter weight) {
        return new Linear(weight, null, null);
    }

    /** The same layer with an adapter that drops nothing. */
    public Linear withoutDropout() {
        return adapter == null || adapter.dropout() == null
                ? this
                : new Linear(
                        weight,
                        bias,
                        new Adapter(adapter.a(), adapter.b(), adapter.scale(), adapter.magnitude(), null));
    }

    public int inputs() {
        return weight.columns();
    }

    public int outputs() {
        return weight.rows();
    }
}
