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
    private final Device device;
    private final WeightSource source;
    private final AdapterSource adapterSource;
    private final Trainable trainable;
    private final Map<String, Parameter> weights = new LinkedHashMap<>();
    private final Map<String, Linear.Adapter> adapters = new LinkedHashMap<>();

    ModelWeights(Device device, WeightSource source, AdapterSource adapterSource, Trainable trainable) {
        this.device = device;
        this.source = source;
        this.adapterSource = adapterSource;
        this.trainable = trainable;
    }

    @Override
    public Parameter parameter(WeightSpec spec) {
        Parameter parameter = device.parameter(source.read(spec), trainable instanceof Trainable.Everything);
        weights.put(spec.name(), parameter);
        return parameter;
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
            adapters.put(spec.module(), adapter);
        }
        return new Linear(weight, biasSpec == null ? null : parameter(biasSpec), adapter);
    }

    /** By Hugging Face name. */
    Map<String, Parameter> weights() {
        return weights;
    }

    /** By module, such as {@code model.layers.0.self_attn.q_proj}. */
    Map<String, Linear.Adapter> adapters() {
        return adapters;
    }

    /** A and B of every adapter by PEFT's name. */
    Map<String, Parameter> adapterTensors() {
        Map<String, Parameter> tensors = new LinkedHashMap<>();
        adapters.forEach((module, adapter) -> {
            tensors.put(AdapterNames.a(module), adapter.a());
            tensors.put(AdapterNames.b(module), adapter.b());
        });
        return tensors;
    }

    /** A weight's values with its adapter added, where it has one. */
    float[] merged(String name) {
        Parameter weight = weights.get(name);
        if (weight == null) {
            throw new IllegalArgumentException("The model has no weight " + name);
        }
        float[] values = weight.read();
        String module = name.endsWith(".weight") ? name.substring(0, name.length() - ".weight".length()) : name;
        Linear.Adapter adapter = adapters.get(module);
        if (adapter == null) {
            return values;
        }
        return LowRank.merge(
                values, adapter.a().read(), adapter.b().read(), adapter.a().rows(), adapter.scale());
    }
}
