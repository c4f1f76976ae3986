package org.dasllm.model.llm;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.dasllm.model.lora.AdapterNames;
import org.dasllm.model.lora.AdapterSource;
import org.dasllm.model.lora.LowRank;
import org.dasllm.model.weights.LinearSpec;
import org.dasllm.model.weights.WeightSource;
import org.dasllm.model.weights.WeightSpec;
import org.dasllm.model.weights.Weights;
import org.dasllm.tensor.Device;
import org.dasllm.tensor.Linear;
import org.dasllm.tensor.Parameter;

/** Puts a model's weights and adapters on a device, and remembers them by name. */
final class ModelWeights implements Weights {
    private static final String WEIGHT = ".weight";

    private final Device device;
    private final WeightSource source;
    private final AdapterSource adapterSource;
    private final Trainable trainable;
    private final Map<String, Parameter> weights = new LinkedHashMap<>();
    private final Map<String, Linear> linears = new LinkedHashMap<>();

    ModelWeights(Device device, WeightSource source, AdapterSource adapterSource, Trainable trainable) {
        this.device = device;
        this.source = source;
        this.adapterSource = adapterSource;
        this.trainable = trainable;
    }

    @Override
    public Parameter parameter(WeightSpec spec) {
        // A tied head asks for the embedding's weight again.
        return weights.computeIfAbsent(
                spec.name(), name -> device.parameter(source.read(spec), trainable instanceof Trainable.Everything));
    }

    @Override
    public Linear linear(LinearSpec spec) {
        Parameter weight = parameter(spec.weight());
        WeightSpec biasSpec = spec.bias();
        Optional<LowRank> lowRank = adapterSource.of(spec);
        Linear.Adapter adapter = null;
        if (lowRank.isPresent()) {
            boolean learns = trainable instanceof Trainable.Adapters;
            adapter = new Linear.Adapter(
                    device.parameter(lowRank.get().a(), learns),
                    device.parameter(lowRank.get().b(), learns),
                    lowRank.get().scale());
        }
        Linear linear = new Linear(weight, biasSpec == null ? null : parameter(biasSpec), adapter);
        linears.put(spec.module(), linear);
        return linear;
    }

    /** By Hugging Face name. */
    Map<String, Parameter> weights() {
        return weights;
    }

    /** Whether a module, such as {@code model.layers.0.self_attn.q_proj}, has an adapter. */
    boolean adapted(String module) {
        Linear linear = linears.get(module);
        return linear != null && linear.adapter() != null;
    }

    /** A and B of every adapter by PEFT's name. */
    Map<String, Parameter> adapterTensors() {
        Map<String, Parameter> tensors = new LinkedHashMap<>();
        linears.forEach((module, linear) -> {
            Linear.Adapter adapter = linear.adapter();
            if (adapter != null) {
                tensors.put(AdapterNames.a(module), adapter.a());
                tensors.put(AdapterNames.b(module), adapter.b());
            }
        });
        return tensors;
    }

    /** A weight's values with its adapter added, where it has one; a tied head's too, by the name of an untied one. */
    float[] merged(String name) {
        Linear linear = linears.get(name.endsWith(WEIGHT) ? name.substring(0, name.length() - WEIGHT.length()) : name);
        Parameter weight = linear == null ? weights.get(name) : linear.weight();
        if (weight == null) {
            throw new IllegalArgumentException("The model has no weight " + name);
        }
        float[] values = weight.read();
        Linear.Adapter adapter = linear == null ? null : linear.adapter();
        return adapter == null
                ? values
                : LowRank.merge(
                        values,
                        adapter.a().read(),
                        adapter.b().read(),
                        adapter.a().rows(),
                        adapter.scale());
    }
}
