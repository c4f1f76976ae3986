package org.dasllm.tensor;

import org.jspecify.annotations.Nullable;

/**
 * A linear layer, with or without a bias and an adapter: y = x·Wᵀ + b + s·(x·Aᵀ)·Bᵀ.
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
     * A LoRA adapter (Hu et al., 2021, arXiv:2106.09685).
     *
     * @param a A [rank, in]
     * @param b B [out, rank]
     * @param scale s, usually alpha / rank
     */
    public record Adapter(Parameter a, Parameter b, float scale) {
        public Adapter {
            if (a.rows() != b.columns()) {
                throw new IllegalArgumentException("Adapter ranks differ: " + a.rows() + " and " + b.columns());
            }
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

    public int inputs() {
        return weight.columns();
    }

    public int outputs() {
        return weight.rows();
    }
}
