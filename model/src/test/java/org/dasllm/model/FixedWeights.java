package org.dasllm.model;

import org.dasllm.model.weights.LinearSpec;
import org.dasllm.model.weights.WeightSource;
import org.dasllm.model.weights.WeightSpec;
import org.dasllm.model.weights.Weights;
import org.dasllm.tensor.Device;
import org.dasllm.tensor.Linear;
import org.dasllm.tensor.Parameter;
import org.dasllm.tensor.Precision;

/** Frozen weights on a device that says it holds them in a precision. */
public record FixedWeights(Device device, WeightSource source, Precision precision) implements Weights {
    @Override
    public Parameter parameter(WeightSpec spec) {
        return device.parameter(source.read(spec), false);
    }

    @Override
    public Linear linear(LinearSpec spec) {
        WeightSpec bias = spec.bias();
        return new Linear(parameter(spec.weight()), bias == null ? null : parameter(bias), null);
    }
}
