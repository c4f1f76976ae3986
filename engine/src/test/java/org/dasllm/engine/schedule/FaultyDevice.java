package org.dasllm.engine.schedule;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.dasllm.tensor.AdamW;
import org.dasllm.tensor.Device;
import org.dasllm.tensor.HostMatrix;
import org.dasllm.tensor.KeyValueCache;
import org.dasllm.tensor.Nf4Matrix;
import org.dasllm.tensor.Parameter;
import org.dasllm.tensor.Pass;
import org.jspecify.annotations.Nullable;

/** A device whose passes fail where a token is among their rows, or always. */
final class FaultyDevice implements Device {
    private final Device device;
    private final int token;
    private final Supplier<? extends Throwable> fault;
    private volatile boolean always;

    FaultyDevice(Device device, int token, Supplier<? extends Throwable> fault) {
        this.device = device;
        this.token = token;
        this.fault = fault;
    }

    /** From now on, or no longer, every pass fails. */
    void fail(boolean now) {
        always = now;
    }

    @Override
    public Pass inferencePass() {
        Pass pass = device.inferencePass();
        return (Pass) Proxy.newProxyInstance(
                Pass.class.getClassLoader(), new Class<?>[] {Pass.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("gather") && (always || has(arguments))) {
                        throw fault.get();
                    }
                    try {
                        return method.invoke(pass, arguments);
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause() == null ? thrown : thrown.getCause();
                    }
                });
    }

    private boolean has(@Nullable Object[] arguments) {
        return Arrays.stream(arguments)
                .anyMatch(
                        each -> each instanceof int[] ids && Arrays.stream(ids).anyMatch(id -> id == token));
    }

    @Override
    public String name() {
        return device.name();
    }

    @Override
    public String description() {
        return device.description();
    }

    @Override
    public Parameter parameter(HostMatrix values, boolean trainable) {
        return device.parameter(values, trainable);
    }

    @Override
    public Parameter quantised(Nf4Matrix values) {
        return device.quantised(values);
    }

    @Override
    public Pass trainingPass(long seed) {
        return device.trainingPass(seed);
    }

    @Override
    public AdamW adamW(List<Parameter> parameters, AdamW.Settings settings) {
        return device.adamW(parameters, settings);
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
