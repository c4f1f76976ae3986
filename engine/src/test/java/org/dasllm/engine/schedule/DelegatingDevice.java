package org.dasllm.engine.schedule;

import java.util.List;
import org.dasllm.tensor.AdamW;
import org.dasllm.tensor.Device;
import org.dasllm.tensor.HostMatrix;
import org.dasllm.tensor.KeyValueCache;
import org.dasllm.tensor.Nf4Matrix;
import org.dasllm.tensor.Parameter;
import org.dasllm.tensor.Pass;

/** A device that does what another one does, but for inference passes. */
public abstract class DelegatingDevice implements Device {
    protected final Device device;

    protected DelegatingDevice(Device device) {
        this.device = device;
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
