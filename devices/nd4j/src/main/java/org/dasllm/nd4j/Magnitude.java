package org.dasllm.nd4j;

import org.dasllm.tensor.Linear;
import org.nd4j.linalg.api.ndarray.INDArray;

/** DoRA's factor g = m / ‖W + s·B·A‖, one for every output, as a row. */
final class Magnitude {
    private final Nd4jParameter magnitude;
    private final INDArray norms;
    private final INDArray factors;

    Magnitude(Scratch memory, Linear.Adapter adapter, Nd4jParameter magnitude, INDArray weight) {
        this.magnitude = magnitude;
        try (Scratch scratch = new Scratch()) {
            INDArray merged = scratch.matrix(weight.size(0), weight.size(1));
            merged.assign(weight);
            Operations.multiply(
                    Nd4jParameter.values(adapter.b()),
                    false,
                    Nd4jParameter.values(adapter.a()),
                    false,
                    merged,
                    adapter.scale(),
                    1);
            this.norms = memory.keep(merged.norm2(true, 1)).reshape(1, magnitude.columns());
        }
        this.factors = Nd4jParameter.values(magnitude).div(norms, memory.matrix(1, magnitude.columns()));
    }

    boolean trainable() {
        return magnitude.trainable();
    }

    INDArray factors() {
        return factors;
    }

    /** Adds Σ dy ∘ directions / ‖W + s·B·A‖. The directions are used up. */
    void addGradient(INDArray directions, INDArray dy) {
        directions.muli(dy);
        directions.divi(norms);
        LinearArithmetic.addColumnSums(magnitude, directions);
    }
}
