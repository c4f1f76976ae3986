package org.dasllm.model.lora;

import java.util.Optional;
import org.dasllm.model.weights.LinearSpec;

/** Where a layer's adapter comes from, if it has one. */
public interface AdapterSource {
    /** No layer has one. */
    AdapterSource NONE = linear -> Optional.empty();

    Optional<LowRank> of(LinearSpec linear);
}
