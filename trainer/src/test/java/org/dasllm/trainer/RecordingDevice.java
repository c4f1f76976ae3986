package org.dasllm.trainer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.dasllm.tensor.AdamW;
import org.dasllm.tensor.Device;
import org.dasllm.tensor.HostMatrix;
import org.dasllm.tensor.KeyValueCache;
import org.dasllm.tensor.Nf4Matrix;
import org.dasllm.tensor.Parameter;
import org.dasllm.tensor.Pass;
import org.dasllm.tensor.reference.ReferenceDevice;

/** Hands everything to another device, remembers the parameters, and can spoil a weight before a given training pass. */
final class RecordingDevice implements Device {
    private final Device device;
    private final int spoiledPass;
    private final List<Parameter> parameters = new ArrayList<>();
    /** The reference device's own memory, which outlives its parameters here. */
    private final List<double[]> values = new ArrayList<>();

    private final List<float[]> firstValues = new ArrayList<>();
    private int passes;

    /** Spoils nothing where {@code spoiledPass} is 0. */
    RecordingDevice(Device device, int spoiledPass) {
        this.device = device;
        this.spoiledPass = spoiledPass;
    }

    List<Parameter> parameters() {
        return parameters;
    }

    /** What it has now, or had when it was closed. */
    float[] values(int parameter) {
        double[] wide = values.get(parameter);
        float[] narrow = new float[wide.length];
        for (int i = 0; i < wide.length; i++) {
            narrow[i] = (float) wide[i];
        }
        return narrow;
    }

    /** What a parameter of {@link #parameters} began with. */
    float[] firstValues(int parameter) {
        return firstValues.get(parameter);
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
        Parameter parameter = device.parameter(values, trainable);
        parameters.add(parameter);
        firstValues.add(parameter.read());
        this.values.add(ReferenceDevice.values(parameter));
        return parameter;
    }

    @Override
    public Parameter quantised(Nf4Matrix values) {
        return device.quantised(values);
    }

    @Override
    public Pass trainingPass(long seed) {
        passes++;
        if (passes == spoiledPass) {
            Parameter last = parameters.get(parameters.size() - 1);
            float[] values = last.read();
            Arrays.fill(values, Float.NaN);
            last.write(values);
        }
        return device.trainingPass(seed);
    }

    @Override
    public Pass inferencePass() {
        return device.inferencePass();
    }

    @Override
    public AdamW adamW(List<Parameter> learning, AdamW.Settings settings) {
        return device.adamW(learning, settings);
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
