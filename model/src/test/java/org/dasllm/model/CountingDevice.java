package org.dasllm.model;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.dasllm.tensor.AdamW;
import org.dasllm.tensor.Device;
import org.dasllm.tensor.HostMatrix;
import org.dasllm.tensor.KeyValueCache;
import org.dasllm.tensor.ManyResults;
import org.dasllm.tensor.Nf4Matrix;
import org.dasllm.tensor.Parameter;
import org.dasllm.tensor.Pass;
import org.dasllm.tensor.Result;
import org.dasllm.tensor.Tensor;

/** The reference device, with a count of what is asked of it. */
public final class CountingDevice implements Device {
    /** Linear layers in an operation. */
    private static final Map<String, Integer> LINEARS = Map.of("linear", 1, "feedForward", 3);

    private final Device device = EveryDevice.reference();
    private final List<Parameter> made = new ArrayList<>();
    private int linearBackwards;

    /** Parameters that were copied to it. */
    public int parameters() {
        return made.size();
    }

    /** Parameters that were copied to it and not closed. */
    public long openParameters() {
        return made.stream().filter(CountingDevice::open).count();
    }

    private static boolean open(Parameter parameter) {
        try {
            return parameter.read().length > 0;
        } catch (IllegalStateException closed) {
            return false;
        }
    }

    private Parameter counted(Parameter parameter) {
        made.add(parameter);
        return parameter;
    }

    /** Linear layers whose backward was called. */
    public int linearBackwards() {
        return linearBackwards;
    }

    @Override
    public String name() {
        return "counting";
    }

    @Override
    public String description() {
        return device.description();
    }

    @Override
    public Parameter parameter(HostMatrix values, boolean trainable) {
        return counted(device.parameter(values, trainable));
    }

    @Override
    public Parameter quantised(Nf4Matrix values) {
        return counted(device.quantised(values));
    }

    @Override
    public Pass trainingPass(long seed) {
        Pass pass = device.trainingPass(seed);
        return (Pass) Proxy.newProxyInstance(
                Pass.class.getClassLoader(), new Class<?>[] {Pass.class}, (proxy, method, arguments) -> {
                    try {
                        Object result = method.invoke(pass, arguments);
                        if (result instanceof ManyResults many) {
                            return new CountedMany(many);
                        }
                        int linears = LINEARS.getOrDefault(method.getName(), 0);
                        return linears > 0 && result instanceof Result counted ? new Counted(counted, linears) : result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private final class Counted implements Result {
        private final Result result;
        private final int linears;

        Counted(Result result, int linears) {
            this.result = result;
            this.linears = linears;
        }

        @Override
        public Tensor output() {
            return result.output();
        }

        @Override
        public Tensor backward(Tensor outputGradient) {
            linearBackwards += linears;
            return result.backward(outputGradient);
        }
    }

    private final class CountedMany implements ManyResults {
        private final ManyResults results;

        CountedMany(ManyResults results) {
            this.results = results;
        }

        @Override
        public List<Tensor> outputs() {
            return results.outputs();
        }

        @Override
        public Tensor backward(List<Tensor> outputGradients) {
            linearBackwards += outputGradients.size();
            return results.backward(outputGradients);
        }
    }

    @Override
    public Pass inferencePass() {
        return device.inferencePass();
    }

    @Override
    public AdamW adamW(List<Parameter> trained, AdamW.Settings settings) {
        return device.adamW(trained, settings);
    }

    @Override
    public KeyValueCache keyValueCache(int layers, int slots, int capacity, int columns) {
        return device.keyValueCache(layers, slots, capacity, columns);
    }

    @Override
    public void close() {
        device.close();
    }
}
