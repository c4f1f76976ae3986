package org.dasllm.model.lora;

import java.util.Optional;
import java.util.function.Supplier;
import org.dasllm.model.weights.LinearSpec;

/** Where a layer's adapter comes from, if it has one. */
public interface AdapterSource {
    /** No layer has one. */
    AdapterSource NONE = (linear, weight) -> Optional.empty();

    /**
     * A layer's adapter.
     *
     * @param weight the layer's frozen weight [out, in], row by row, as the device holds it; asked only where the adapter's
     *     values depend on it
     */
    Optional<LowRank> of(LinearSpec linear, Supplier<float[]> weight);
}
