package org.dasllm.tensor.reference;

import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.dasllm.tensor.AdamW;
import org.dasllm.tensor.Device;
import org.dasllm.tensor.HostMatrix;
import org.dasllm.tensor.KeyValueCache;
import org.dasllm.tensor.MemoryUse;
import org.dasllm.tensor.Nf4Matrix;
import org.dasllm.tensor.Parameter;
import org.dasllm.tensor.Pass;
import org.dasllm.tensor.Tensor;

/** Everything in float64, on one thread, in loops that say what they compute: slow, and right. */
public final class ReferenceDevice implements Device {
    static final String NAME = "reference";

    /** The numbers of a tensor of this device, row by row: its own memory, not a copy. */
    public static double[] values(Tensor tensor) {
        return ((ReferenceTensor) tensor).data();
    }

    /** The numbers of a parameter of this device, row by row: its own memory, not a copy. */
    public static double[] values(Parameter parameter) {
        return ((ReferenceParameter) parameter).values();
    }

    /**
     * The gradient of a trainable parameter of this device, row by row: its own memory, not a copy.
     *
     * @throws IllegalStateException if the parameter is frozen
     */
    public static double[] gradient(Parameter parameter) {
        return ((ReferenceParameter) parameter).gradient();
    }

    @Override
    public int repeatableRows() {
        return 16;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String description() {
        return "plain Java, float64, 1 thread";
    }

    @Override
    public MemoryUse memoryUse() {
        return new MemoryUse(
                Double.BYTES, 4 * Double.BYTES, Double.BYTES, OptionalDouble.empty(), 0, OptionalLong.empty());
    }

    @Override
    public Parameter parameter(HostMatrix values, boolean trainable) {
        return new ReferenceParameter(values.rows(), values.columns(), Numbers.toDoubles(values.toFloats()), trainable);
    }

    @Override
    public Parameter quantised(Nf4Matrix values) {
        return new ReferenceParameter(values.rows(), values.columns(), Numbers.toDoubles(values.toFloats()), false);
    }

    @Override
    public Pass trainingPass(long seed) {
        return new ReferencePass(true, seed);
    }

    @Override
    public Pass inferencePass() {
        return new ReferencePass(false, 0);
    }

    @Override
    public AdamW adamW(List<Parameter> parameters, AdamW.Settings settings) {
        return new ReferenceAdamW(
                parameters.stream().map(ReferenceParameter.class::cast).toList(), settings);
    }

    @Override
    public KeyValueCache keyValueCache(int layers, int slots, int capacity, int columns) {
        return new ReferenceCache(layers, slots, capacity, columns);
    }

    @Override
    public void close() {
        // The garbage collector has it all.
    }
}
