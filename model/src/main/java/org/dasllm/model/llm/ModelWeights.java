package org.dasllm.model.llm;

import java.util.LinkedHashMap;
import java.util.Map;
import org.dasllm.format.error.DasllmException;
import org.dasllm.model.lora.AdapterNames;
import org.dasllm.model.lora.AdapterSource;
import org.dasllm.model.lora.LowRank;
import org.dasllm.model.weights.LinearSpec;
import org.dasllm.model.weights.NamedSeed;
import org.dasllm.model.weights.WeightSource;
import org.dasllm.model.weights.WeightSpec;
import org.dasllm.model.weights.WeightSpec.Role;
import org.dasllm.model.weights.Weights;
import org.dasllm.tensor.Device;
import org.dasllm.tensor.Dropout;
import org.dasllm.tensor.HostMatrix;
import org.dasllm.tensor.Linear;
import org.dasllm.tensor.Parameter;
import org.dasllm.tensor.Precision;
import org.jspecify.annotations.Nullable;

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
        Parameter weight = weights.get(spec.weight().name());
        if (weight == null) {
            weight = quantised(spec.weight()) ? quantise(spec.weight()) : parameter(spec.weight());
        }
        WeightSpec biasSpec = spec.bias();
        Linear linear = new Linear(weight, biasSpec == null ? null : parameter(biasSpec), adapter(spec, weight));
        linears.put(spec.module(), linear);
        return linear;
    }

    private boolean quantised(WeightSpec spec) {
        return trainable instanceof Trainable.Adapters adapters
                && adapters.base() == FrozenBase.NF4
                && (spec.role() == Role.PROJECTION || spec.role() == Role.RESIDUAL_PROJECTION);
    }

    private Parameter quantise(WeightSpec spec) {
        try {
            Parameter parameter = device.quantise(source.read(spec));
            weights.put(spec.name(), parameter);
            return parameter;
        } catch (IllegalArgumentException notFinite) {
            throw DasllmException.input(
                    "The tensor " + spec.name() + " cannot be quantised: " + notFinite.getMessage(),
                    "Fetch the model again, or use it unquantised",
                    notFinite);
        }
    }

    private Linear.@Nullable Adapter adapter(LinearSpec spec, Parameter weight) {
        LowRank values = adapterSource.of(spec, weight::read).orElse(null);
        if (values == null) {
            return null;
        }
        boolean learns = trainable instanceof Trainable.Adapters;
        HostMatrix magnitude = values.magnitude();
        return new Linear.Adapter(
                device.parameter(values.a(), learns),
                device.parameter(values.b(), learns),
                values.scale(),
                magnitude == null ? null : device.parameter(magnitude, learns),
                dropout(spec.module()));
    }

    /** Every layer drops elements of its own, the same ones whichever other layers have adapters. */
    private @Nullable Dropout dropout(String module) {
        return trainable instanceof Trainable.Adapters adapters
                        && adapters.spec().dropout() > 0
                ? new Dropout((float) adapters.spec().dropout(), NamedSeed.of(0, module))
                : null;
    }

    @Override
    public Precision precision() {
        return device.precision();
    }

    /** Gives the memory of all of them back. */
    void close() {
        adapterTensors().values().forEach(Parameter::close);
        weights.values().forEach(Parameter::close);
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

    /** A, B and, where there is one, the magnitude of every adapter by PEFT's name. */
    Map<String, Parameter> adapterTensors() {
        Map<String, Parameter> tensors = new LinkedHashMap<>();
        linears.forEach((module, linear) -> {
            Linear.Adapter adapter = linear.adapter();
            if (adapter != null) {
                tensors.put(AdapterNames.a(module), adapter.a());
                tensors.put(AdapterNames.b(module), adapter.b());
                if (adapter.magnitude() != null) {
                    tensors.put(AdapterNames.magnitude(module), adapter.magnitude());
                }
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
        if (adapter == null) {
            return values;
        }
        Parameter magnitude = adapter.magnitude();
        return LowRank.merge(
                values,
                adapter.a().read(),
                adapter.b().read(),
                adapter.a().rows(),
                adapter.scale(),
                magnitude == null ? null : magnitude.read());
    }
}
