package org.dasllm.cuda;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;
import org.dasllm.tensor.Activation;
import org.dasllm.tensor.AttentionResult;
import org.dasllm.tensor.AttentionShape;
import org.dasllm.tensor.CachedRows;
import org.dasllm.tensor.GatedResult;
import org.dasllm.tensor.Head;
import org.dasllm.tensor.KeyValueCache;
import org.dasllm.tensor.Linear;
import org.dasllm.tensor.Loss;
import org.dasllm.tensor.ManyResults;
import org.dasllm.tensor.Nf4Matrix;
import org.dasllm.tensor.Packing;
import org.dasllm.tensor.Parameter;
import org.dasllm.tensor.Pass;
import org.dasllm.tensor.Result;
import org.dasllm.tensor.RmsNorm;
import org.dasllm.tensor.Rotary;
import org.dasllm.tensor.Targets;
import org.dasllm.tensor.Tensor;
import org.dasllm.tensor.device.Ownership;
import org.dasllm.tensor.device.Shapes;
import org.jspecify.annotations.Nullable;

/** A pass: checks what it is given, takes memory from its arena and puts kernels on the stream. */
final class CudaPass implements Pass {
    private final CudaDevice device;
    private final Workspace workspace;
    private final boolean training;
    private final long seed;
    private final Constants constants;
    private final Products products;
    private final ColumnSums sums = new ColumnSums(this);

    /** The tensors made in each scope that is open, the innermost first. */
    private final Deque<List<CudaTensor>> scopes = new ArrayDeque<>();

    private boolean closed;

    CudaPass(CudaDevice device, Workspace workspace, boolean training, long seed) {
        this.device = device;
        this.workspace = workspace;
        this.training = training;
        this.seed = seed;
        constants = new Constants(device.gpu(), workspace.constants());
        products = new Products(this, device.matmul(), device.narrowing());
    }

    Gpu gpu() {
        return device.gpu();
    }

    Products products() {
        return products;
    }

    ColumnSums sums() {
        return sums;
    }

    long seed() {
        return seed;
    }

    Kernels.Kernel kernel(String source, String name) {
        return device.kernels().get(source, name);
    }

    Kernels.Kernel kernel(String source, String key, List<String> options, String name) {
        return device.kernels().get(source, key, options, name);
    }

    /** An array on the card, until the pass is closed. */
    long constant(int[] values) {
        return constants.of(values);
    }

    long constant(float[] values) {
        return constants.of(values);
    }

    /** NF4's sixteen values. */
    long nf4Code() {
        float[] code = new float[16];
        for (int i = 0; i < code.length; i++) {
            code[i] = Nf4Matrix.code(i);
        }
        return constant(code);
    }

    Arena.Mark mark() {
        return workspace.memory().mark();
    }

    void release(Arena.Mark mark) {
        workspace.memory().release(mark);
    }

    long take(long bytes) {
        return workspace.memory().take(bytes);
    }

    long takeFloats(long count) {
        return take(count * Float.BYTES);
    }

    CudaTensor take(int rows, int columns) {
        Arena.Mark before = mark();
        CudaTensor tensor = new CudaTensor(this, rows, columns, takeFloats((long) rows * columns), before);
        if (!scopes.isEmpty()) {
            scopes.getFirst().add(tensor);
        }
        return tensor;
    }

    void checkOpen() {
        if (closed) {
            throw new IllegalStateException("The pass is closed");
        }
        device.gpu().enter();
    }

    /** The tensor as ours. */
    CudaTensor own(Tensor tensor) {
        checkOpen();
        if (!(tensor instanceof CudaTensor own) || own.pass() != this) {
            throw Ownership.foreign(tensor);
        }
        if (own.gone()) {
            throw new IllegalStateException(
                    "The tensor [" + tensor.rows() + " x " + tensor.columns() + "] is gone with its scope");
        }
        return own;
    }

    CudaParameter own(Parameter parameter) {
        return device.own(parameter);
    }

    /** Whether products with a parameter are made in bf16. */
    boolean narrow(Parameter parameter) {
        CudaParameter own = own(parameter);
        return own.narrow || (own.quantised != null && device.narrowing());
    }

    private void check(Linear layer) {
        Ownership.check(layer, this::own);
    }

    @Override
    public boolean training() {
        return training;
    }

    @Override
    public Tensor upload(int rows, int columns, float[] values) {
        checkOpen();
        Shapes.upload(rows, columns, values);
        CudaTensor tensor = take(rows, columns);
        gpu().upload(tensor.address(), values);
        return tensor;
    }

    @Override
    public float[] download(Tensor tensor) {
        CudaTensor own = own(tensor);
        return gpu().downloadFloats(own.address(), Math.toIntExact(own.count()));
    }

    @Override
    public Tensor scope(Supplier<Tensor> work) {
        checkOpen();
        Arena.Mark mark = mark();
        List<CudaTensor> made = new ArrayList<>();
        scopes.addFirst(made);
        CudaTensor result;
        try {
            result = own(work.get());
        } finally {
            scopes.removeFirst();
            made.forEach(CudaTensor::leave);
        }
        if (!made.contains(result)) {
            release(mark);
            return result;
        }
        return move(result, mark);
    }

    /** Moves the only tensor that stays to the beginning of a scope's memory. */
    private CudaTensor move(CudaTensor result, Arena.Mark mark) {
        if (result.taken().equals(mark)) {
            release(mark);
            return take(result.rows(), result.columns());
        }
        // Both may overlap: by way of memory behind all that the scope took.
        long beyond = take(result.bytes());
        gpu().copy(result.address(), beyond, result.bytes());
        release(mark);
        CudaTensor moved = take(result.rows(), result.columns());
        gpu().copy(beyond, moved.address(), result.bytes());
        return moved;
    }

    @Override
    public void add(Tensor target, Tensor other) {
        CudaTensor sum = own(target);
        CudaTensor addend = own(other);
        Shapes.add(sum, addend);
        kernel("elements", "add").overElements(sum.count(), sum.address(), addend.address(), sum.count());
    }

    /** target rows += factor · Σ of the rows that each place has. */
    void scatter(long rows, RowGroups groups, float factor, int columns, long target) {
        kernel("rows", "scatter_sums")
                .launch(
                        groups.places().length,
                        1,
                        Kernels.THREADS,
                        0,
                        rows,
                        constant(groups.order()),
                        constant(groups.starts()),
                        constant(groups.places()),
                        factor,
                        columns,
                        target);
    }

    /** Some rows of a tensor, in scratch. */
    long rows(CudaTensor input, long places, int count) {
        long output = takeFloats((long) count * input.columns());
        kernel("rows", "gather_float")
                .launch(count, 1, Kernels.THREADS, 0, input.address(), places, 1f, input.columns(), output);
        return output;
    }

    @Override
    public Result gather(Parameter table, int[] ids, float scale) {
        checkOpen();
        CudaParameter parameter = own(table);
        Shapes.gather(table, ids);
        CudaTensor output = take(ids.length, table.columns());
        Arena.Mark mark = mark();
        Products.Weight values = products.weight(parameter);
        kernel("rows", values.narrow() ? "gather_bfloat16" : "gather_float")
                .launch(
                        ids.length,
                        1,
                        Kernels.THREADS,
                        0,
                        values.address(),
                        constant(ids),
                        scale,
                        table.columns(),
                        output.address());
        release(mark);
        int[] rows = ids.clone();
        return Handle.result(this, output, gradient -> {
            if (parameter.trainable()) {
                scatter(gradient.address(), RowGroups.of(rows), scale, table.columns(), parameter.gradient);
            }
            return take(0, 0);
        });
    }

    @Override
    public Result select(Tensor input, int[] rows) {
        CudaTensor x = own(input);
        Shapes.select(x, rows);
        int[] chosen = rows.clone();
        CudaTensor output = take(chosen.length, x.columns());
        kernel("rows", "gather_float")
                .launch(
                        chosen.length,
                        1,
                        Kernels.THREADS,
                        0,
                        x.address(),
                        constant(chosen),
                        1f,
                        x.columns(),
                        output.address());
        return Handle.result(this, output, gradient -> {
            CudaTensor inputGradient = take(x.rows(), x.columns());
            gpu().clear(inputGradient.address(), inputGradient.count());
            scatter(gradient.address(), RowGroups.of(chosen), 1f, x.columns(), inputGradient.address());
            return inputGradient;
        });
    }

    @Override
    public Result norm(Tensor input, RmsNorm norm) {
        CudaTensor x = own(input);
        CudaParameter weight = own(norm.weight());
        Shapes.norm(x, norm);
        return new NormOperation(this, x, weight, norm).result();
    }

    @Override
    public Result linear(Tensor input, Linear layer, @Nullable Tensor residual) {
        CudaTensor x = own(input);
        check(layer);
        CudaTensor added = residual == null ? null : own(residual);
        Shapes.linear(x, layer, added);
        CudaTensor output = take(x.rows(), layer.outputs());
        LinearOperation linear = new LinearOperation(this, layer, x.rows(), 0);
        linear.forward(x.address(), 0, added == null ? 0 : added.address(), output.address());
        return Handle.result(this, output, gradient -> {
            CudaTensor inputGradient = take(x.rows(), x.columns());
            linear.backward(
                    gradient.address(),
                    x.address(),
                    inputGradient.address(),
                    false,
                    LinearOperation.Gradients.of(this, layer));
            return inputGradient;
        });
    }

    @Override
    public ManyResults linears(Tensor input, List<Linear> layers) {
        CudaTensor x = own(input);
        for (Linear layer : layers) {
            check(layer);
            Shapes.linear(x, layer, null);
        }
        return new ManyLinears(this, x, layers);
    }

    @Override
    public Result rotary(Tensor input, Rotary rotary, int[] positions) {
        CudaTensor x = own(input);
        Shapes.rotary(x, rotary, positions);
        turn(x, rotary, positions, 1, x);
        int[] places = positions.clone();
        return Handle.result(this, x, gradient -> {
            CudaTensor inputGradient = take(x.rows(), x.columns());
            turn(gradient, rotary, places, -1, inputGradient);
            return inputGradient;
        });
    }

    private void turn(CudaTensor from, Rotary rotary, int[] positions, float direction, CudaTensor to) {
        long pairs = from.count() / 2;
        kernel("elements", "rotary")
                .overElements(
                        pairs,
                        from.address(),
                        constant(positions),
                        constant(rotary.inverseFrequencies()),
                        from.columns(),
                        rotary.headSize() / 2,
                        direction,
                        to.address(),
                        pairs);
    }

    @Override
    public AttentionResult attention(
            Tensor queries, Tensor keys, Tensor values, AttentionShape shape, Packing packing) {
        CudaTensor q = own(queries);
        CudaTensor k = own(keys);
        CudaTensor v = own(values);
        Shapes.attention(q, k, v, shape, packing);
        if (device.flash() && FlashAttention.takes(shape, gpu())) {
            FlashAttention attention = new FlashAttention(this, q, k, v, shape, packing);
            return Handle.attention(this, attention.output(), attention::backward);
        }
        PackedAttention attention = new PackedAttention(this, q, k, v, shape, packing);
        return Handle.attention(this, attention.output(), attention::backward);
    }

    @Override
    public Tensor attention(
            Tensor queries,
            Tensor keys,
            Tensor values,
            AttentionShape shape,
            KeyValueCache cache,
            int layer,
            CachedRows rows) {
        CudaTensor q = own(queries);
        CudaTensor k = own(keys);
        CudaTensor v = own(values);
        if (training) {
            throw new IllegalStateException("Attention over a key/value cache is for inference");
        }
        CudaCache own = device.own(cache);
        Shapes.attention(q, k, v, shape, own, own.columns, layer, rows);
        return CachedAttention.run(this, q, k, v, shape, own, layer, rows);
    }

    @Override
    public GatedResult gate(Tensor gate, Tensor up, Activation activation) {
        CudaTensor g = own(gate);
        CudaTensor u = own(up);
        Shapes.gate(g, u);
        int which = switch (activation) {
            case SILU -> 0;
            case GELU_TANH -> 1;
        };
        CudaTensor output = take(g.rows(), g.columns());
        kernel("elements", "gate_forward")
                .overElements(g.count(), g.address(), u.address(), which, output.address(), g.count());
        return Handle.gated(this, output, gradient -> {
            CudaTensor dGate = take(g.rows(), g.columns());
            CudaTensor dUp = take(g.rows(), g.columns());
            kernel("elements", "gate_backward")
                    .overElements(
                            g.count(),
                            gradient.address(),
                            g.address(),
                            u.address(),
                            which,
                            dGate.address(),
                            dUp.address(),
                            g.count());
            return new GatedResult.Gradients(dGate, dUp);
        });
    }

    /** Caps logits in place, where the head says so. */
    void softCap(long logits, long count, Head head) {
        if (head.capped()) {
            kernel("loss", "soft_cap").overElements(count, logits, head.softCap(), count);
        }
    }

    @Override
    public Tensor logits(Tensor hidden, Head head) {
        CudaTensor x = own(hidden);
        check(head.layer());
        Shapes.logits(x, head);
        CudaTensor output = take(x.rows(), head.vocabulary());
        Arena.Mark mark = mark();
        new LinearOperation(this, head.layer().withoutDropout(), x.rows(), 0)
                .forward(x.address(), 0, 0, output.address());
        release(mark);
        softCap(output.address(), output.count(), head);
        return output;
    }

    @Override
    public Loss loss(Tensor hidden, Head head, Targets targets) {
        CudaTensor x = own(hidden);
        check(head.layer());
        Shapes.loss(x, head, targets);
        return new HeadLoss(this, x, head, targets);
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            device.giveBack(workspace);
        }
    }
}
