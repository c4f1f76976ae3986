package org.dasllm.cuda;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.dasllm.tensor.AdamW;
import org.dasllm.tensor.Device;
import org.dasllm.tensor.HostMatrix;
import org.dasllm.tensor.KeyValueCache;
import org.dasllm.tensor.Nf4Matrix;
import org.dasllm.tensor.Parameter;
import org.dasllm.tensor.Pass;
import org.dasllm.tensor.Precision;
import org.dasllm.tensor.device.Ownership;

/** The device: a card, its kernels and products, and workspaces that wait for the next pass. */
final class CudaDevice implements Device {
    static final String NAME = "cuda";

    private final Precision precision;
    /** Attention in bf16 on tensor cores has run on the emulator alone: it is asked for by name until a card has shown it right. */
    static final String FLASH_PROPERTY = "dasllm.cuda.flash";

    private final Gpu gpu;
    private final Kernels kernels;
    private final Matmul matmul;
    private final Deque<Workspace> workspaces = new ArrayDeque<>();
    private boolean closed;

    CudaDevice(Precision precision) {
        this.precision = precision;
        gpu = new Gpu();
        kernels = new Kernels(gpu);
        matmul = new Matmul(gpu, narrowing());
    }

    Gpu gpu() {
        return gpu;
    }

    Kernels kernels() {
        return kernels;
    }

    Matmul matmul() {
        return matmul;
    }

    /** Whether frozen matrices, and the inputs of their products, are bf16. */
    boolean narrowing() {
        return precision == Precision.BFLOAT16;
    }

    /** Whether attention goes over tensor cores. */
    boolean flash() {
        return narrowing() && Boolean.getBoolean(FLASH_PROPERTY);
    }

    CudaParameter own(Parameter parameter) {
        if (parameter instanceof CudaParameter own && own.of(gpu)) {
            own.requireOpen();
            return own;
        }
        throw Ownership.foreign(parameter);
    }

    CudaCache own(KeyValueCache cache) {
        if (cache instanceof CudaCache own && own.of(gpu)) {
            return own;
        }
        throw Ownership.foreignCache();
    }

    void giveBack(Workspace workspace) {
        workspace.reset();
        workspaces.push(workspace);
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
        return "CUDA on " + gpu.description() + ", cuBLASLt " + Matmul.version() + ", " + kernels.description() + ", "
                + (narrowing() ? "bf16 with float32 sums" : "float32");
    }

    @Override
    public Parameter parameter(HostMatrix values, boolean trainable) {
        return new CudaParameter(gpu, values, trainable, narrowing());
    }

    @Override
    public Parameter quantised(Nf4Matrix values) {
        return new CudaParameter(gpu, values);
    }

    @Override
    public Pass trainingPass(long seed) {
        return pass(true, seed);
    }

    @Override
    public Pass inferencePass() {
        return pass(false, 0);
    }

    private Pass pass(boolean training, long seed) {
        gpu.enter();
        Workspace workspace = workspaces.isEmpty() ? new Workspace(gpu) : workspaces.pop();
        return new CudaPass(this, workspace, training, seed);
    }

    @Override
    public AdamW adamW(List<Parameter> parameters, AdamW.Settings settings) {
        List<CudaParameter> own = parameters.stream().map(this::own).toList();
        Ownership.requireTrainable(own);
        return new CudaAdamW(gpu, kernels, own, settings);
    }

    @Override
    public KeyValueCache keyValueCache(int layers, int slots, int capacity, int columns) {
        return new CudaCache(gpu, layers, slots, capacity, columns);
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            matmul.close();
            kernels.close();
            gpu.close();
        }
    }
}
