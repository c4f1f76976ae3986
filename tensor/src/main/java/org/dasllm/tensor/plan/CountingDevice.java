package org.dasllm.tensor.plan;

import java.util.List;
import org.dasllm.tensor.AdamW;
import org.dasllm.tensor.Device;
import org.dasllm.tensor.HostMatrix;
import org.dasllm.tensor.KeyValueCache;
import org.dasllm.tensor.MemoryUse;
import org.dasllm.tensor.Nf4Matrix;
import org.dasllm.tensor.Parameter;
import org.dasllm.tensor.Pass;

/**
 * A device that computes nothing: a model and a pass on it show how much memory the same would take on
 * another device. Operations keep and free what the CPU devices do: an operation its output and what its
 * backward needs, a backward the gradients it returns, a scope nothing but its result.
 */
public final class CountingDevice implements Device {
    /** Bytes of a value in NF4: half a byte, and a float32 scale for every block. */
    private static final double NF4_VALUE = 0.5 + (double) Float.BYTES / Nf4Matrix.BLOCK;

    private final MemoryUse use;
    private double parameterBytes;
    private long peakBytes;

    /** Counts for a device with these needs. */
    public CountingDevice(MemoryUse use) {
        this.use = use;
    }

    /** Bytes of all parameters so far, with gradients and moments. */
    public long parameterBytes() {
        return (long) parameterBytes;
    }

    /** The most bytes that one pass has held. */
    public long peakBytes() {
        return peakBytes;
    }

    /** Forgets the passes so far, not the parameters. */
    public void forgetPasses() {
        peakBytes = 0;
    }

    void held(long bytes) {
        peakBytes = Math.max(peakBytes, bytes);
    }

    long bytes(long values) {
        return (long) (values * use.activation());
    }

    /** Whether operations are joined. */
    boolean joins() {
        return use.joined().isPresent();
    }

    /** Bytes of gate or up, as a joined feed-forward layer keeps them. */
    long joinedBytes(long values) {
        return (long) (values * use.joined().orElse(use.activation()));
    }

    @Override
    public String name() {
        return "counting";
    }

    @Override
    public String description() {
        return "counts memory, computes nothing";
    }

    @Override
    public MemoryUse memoryUse() {
        return use;
    }

    @Override
    public Parameter parameter(HostMatrix values, boolean trainable) {
        return counted(values.rows(), values.columns(), trainable, trainable ? use.learntValue() : use.frozenValue());
    }

    @Override
    public Parameter quantised(Nf4Matrix values) {
        return counted(values.rows(), values.columns(), false, Math.min(NF4_VALUE, use.frozenValue()));
    }

    /** Counts it without reading a value. */
    @Override
    public Parameter quantise(HostMatrix values) {
        return counted(values.rows(), values.columns(), false, Math.min(NF4_VALUE, use.frozenValue()));
    }

    private Parameter counted(int rows, int columns, boolean trainable, double bytesPerValue) {
        parameterBytes += (double) rows * columns * bytesPerValue;
        return new CountedParameter(rows, columns, trainable);
    }

    @Override
    public Pass trainingPass(long seed) {
        return new CountingPass(this, true);
    }

    @Override
    public Pass inferencePass() {
        return new CountingPass(this, false);
    }

    @Override
    public AdamW adamW(List<Parameter> parameters, AdamW.Settings settings) {
        throw new UnsupportedOperationException("Nothing is updated here");
    }

    @Override
    public KeyValueCache keyValueCache(int layers, int slots, int capacity, int columns) {
        throw new UnsupportedOperationException("Nothing is generated here");
    }

    @Override
    public void close() {
        // It holds nothing.
    }
}
