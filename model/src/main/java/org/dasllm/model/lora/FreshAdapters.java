package org.dasllm.model.lora;

import java.util.Optional;
import org.dasllm.model.weights.InitialValues;
import org.dasllm.model.weights.LinearSpec;
import org.dasllm.tensor.HostMatrix;

/** Adapters at the start of training: A ~ U(±1/√in), B = 0, so the model is the base model at first. */
public final class FreshAdapters implements AdapterSource {
    private final LoraSpec spec;
    private final InitialValues values;

    public FreshAdapters(LoraSpec spec) {
        this.spec = spec;
        this.values = new InitialValues(spec.seed());
    }

    @Override
    public Optional<LowRank> of(LinearSpec linear) {
        if (!spec.matches(linear.module())) {
            return Optional.empty();
        }
        int inputs = linear.weight().columns();
        int outputs = linear.weight().rows();
        float[] a = values.uniform(
                AdapterNames.a(linear.module()), Math.multiplyExact(spec.rank(), inputs), 1 / Math.sqrt(inputs));
        float[] b = new float[Math.multiplyExact(outputs, spec.rank())];
        return Optional.of(new LowRank(
                HostMatrix.of(spec.rank(), inputs, a), HostMatrix.of(outputs, spec.rank(), b), spec.scale()));
    }
}
