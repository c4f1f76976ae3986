package org.dasllm.model.weights;

import org.dasllm.tensor.HostMatrix;

/** Where a weight's first values come from: a checkpoint, or chance. */
public interface WeightSource {
    HostMatrix read(WeightSpec spec);
}
