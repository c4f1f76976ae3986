package org.dasllm.model.weights;

import org.dasllm.tensor.Linear;
import org.dasllm.tensor.Parameter;
import org.dasllm.tensor.Precision;

/** Turns specs into parameters on a device. */
public interface Weights {
    Parameter parameter(WeightSpec spec);

    /** A linear layer, with its adapter where it has one. */
    Linear linear(LinearSpec spec);

    /** In which type frozen weights are held. */
    Precision precision();
}
