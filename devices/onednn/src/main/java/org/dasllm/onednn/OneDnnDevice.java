package org.dasllm.onednn;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.dasllm.onednn.attention.NativeKeyValueCache;
import org.dasllm.onednn.attention.RotaryTurn;
import org.dasllm.onednn.kernels.NativeKernels;
import org.dasllm.onednn.kernels.OneDnnLibrary;
import org.dasllm.onednn.memory.NativeMemory;
import org.dasllm.onednn.memory.Workspace;
import org.dasllm.onednn.pass.Bfloat16Matrix;
import org.dasllm.onednn.pass.OpenPass;
import org.dasllm.onednn.threads.WorkerPool;
import org.dasllm.onednn.tuning.ProductChoice;
import org.dasllm.onednn.tuning.ProductType;
import org.dasllm.onednn.vectors.Bfloat16;
import org.dasllm.onednn.vectors.Vectors;
import org.dasllm.onednn.weights.Bfloat16Factor;
import org.dasllm.onednn.weights.BlockFactor;
import org.dasllm.onednn.weights.FloatFactor;
import org.dasllm.onednn.weights.KeptFactor;
import org.dasllm.onednn.weights.NativeAdamW;
import org.dasllm.onednn.weights.NativeParameter;
import org.dasllm.onednn.weights.Nf4Factor;
import org.dasllm.onednn.weights.WidenedFactor;
import org.dasllm.tensor.AdamW;
import org.dasllm.tensor.BlockFormat;
import org.dasllm.tensor.Device;
import org.dasllm.tensor.HostMatrix;
import org.dasllm.tensor.KeyValueCache;
import org.dasllm.tensor.Linear;
import org.dasllm.tensor.MemoryUse;
import org.dasllm.tensor.Nf4Matrix;
import org.dasllm.tensor.Parameter;
import org.dasllm.tensor.Pass;
import org.dasllm.tensor.Precision;
import org.dasllm.tensor.device.Ownership;

/** The device: its memory, its threads, and workspaces that wait for the next pass. */
final class OneDnnDevice implements Device {
    static final String NAME = "onednn";

    /** What oneDNN holds of the code for products in bfloat16, some 200 shapes in a training, and their scratch; measured. Panels need none. */
    private static final long CODE_OF_NARROW_PRODUCTS = NativeKernels.PANELS ? 0 : 80_000_000L;

    private final NativeMemory memory = new NativeMemory();
    private final WorkerPool pool;
    private final RotaryTurn rotary = new RotaryTurn(memory);
    private final Deque<Workspace> workspaces = new ArrayDeque<>();

    private final Precision precision;
    /** Whether products are made in bfloat16. */
    private final boolean narrow;

    OneDnnDevice(int threads) {
        this(threads, Precision.FLOAT32);
    }

    OneDnnDevice(int threads, Precision precision) {
        this.precision = precision;
        OneDnnLibrary.load();
        narrow = precision != Precision.FLOAT32 && ProductChoice.current().type() == ProductType.BFLOAT16;
        pool = new WorkerPool(threads, memory);
    }

    RotaryTurn rotary() {
        return rotary;
    }

    /** Bytes of native memory held. */
    long memoryBytes() {
        return memory.bytes();
    }

    NativeParameter own(Parameter parameter) {
        if (parameter instanceof NativeParameter own && own.memory() == memory) {
            own.checkOpen();
            return own;
        }
        throw Ownership.foreign(parameter);
    }

    void own(Linear layer) {
        Ownership.check(layer, this::own);
    }

    NativeKeyValueCache own(KeyValueCache cache) {
        if (cache instanceof NativeKeyValueCache own && own.memory() == memory) {
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
        return OneDnnLibrary.rowsOfWholeKernels();
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String description() {
        return String.join(
                ", ",
                "oneDNN " + OneDnnLibrary.version(),
                OneDnnLibrary.instructionSet(),
                precision.name().toLowerCase(Locale.ROOT) + products(),
                "vectors of " + Vectors.LANES + " lanes",
                NativeKernels.description(),
                pool.threads() + (pool.threads() == 1 ? " thread" : " threads"));
    }

    /** What many rows are multiplied in, where it is not what the precision lets expect. */
    private String products() {
        if (narrow || precision == Precision.FLOAT32) {
            return "";
        }
        return precision == Precision.BFLOAT16 ? " multiplied in float32" : " widened to float32";
    }

    @Override
    public Precision precision() {
        return precision;
    }

    @Override
    public MemoryUse memoryUse() {
        return MemoryUse.of(precision)
                .joining(narrow ? Bfloat16.BYTES : Float.BYTES)
                .withCode(narrow ? CODE_OF_NARROW_PRODUCTS : 0);
    }

    @Override
    public Parameter parameter(HostMatrix values, boolean trainable) {
        // Vectors are norms' weights and biases: exact, and of no size.
        boolean exact = trainable || values.rows() == 1;
        return new NativeParameter(memory, exact ? FloatFactor.of(memory, pool, values) : frozen(values), trainable);
    }

    private KeptFactor frozen(HostMatrix values) {
        Optional<BlockFormat> blocks = precision.blocks();
        if (blocks.isPresent() && values.columns() % BlockFormat.BLOCK == 0) {
            return new BlockFactor(memory, pool, blocks.get(), values, narrow);
        }
        if (precision == Precision.FLOAT32) {
            return FloatFactor.of(memory, pool, values);
        }
        Bfloat16Matrix rounded = Bfloat16Matrix.of(memory, pool, values);
        return narrow ? new Bfloat16Factor(rounded) : new WidenedFactor(rounded);
    }

    @Override
    public Parameter quantised(Nf4Matrix values) {
        return new NativeParameter(memory, new Nf4Factor(memory, values, narrow), false);
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
        memory.checkOpen();
        Workspace workspace = workspaces.isEmpty() ? new Workspace(memory) : workspaces.pop();
        return new OneDnnPass(this, new OpenPass(memory, pool, workspace, narrow, training, seed));
    }

    @Override
    public AdamW adamW(List<Parameter> parameters, AdamW.Settings settings) {
        List<NativeParameter> own = parameters.stream().map(this::own).toList();
        Ownership.requireTrainable(own);
        return new NativeAdamW(memory, pool, own, settings);
    }

    @Override
    public KeyValueCache keyValueCache(int layers, int slots, int capacity, int columns) {
        return new NativeKeyValueCache(memory, layers, slots, capacity, columns);
    }

    @Override
    public void close() {
        pool.close();
        memory.close();
    }
}
