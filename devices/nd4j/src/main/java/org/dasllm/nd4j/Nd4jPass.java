package org.dasllm.nd4j;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.dasllm.tensor.Activation;
import org.dasllm.tensor.AttentionResult;
import org.dasllm.tensor.AttentionShape;
import org.dasllm.tensor.CachedRows;
import org.dasllm.tensor.GatedResult;
import org.dasllm.tensor.Head;
import org.dasllm.tensor.KeyValueCache;
import org.dasllm.tensor.Linear;
import org.dasllm.tensor.Loss;
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
import org.nd4j.linalg.api.ndarray.INDArray;

/** Checks the shapes, owns the memory, and makes once what every layer of the model asks for again. */
final class Nd4jPass implements Pass {
    private final boolean training;
    private final long seed;
    private final ScopedMemory memory = new ScopedMemory();
    private final List<RotaryTables> rotaryTables = new ArrayList<>();

    /** By the shape and what lies in the rows. */
    private final Map<List<Object>, AttentionPlan> attentionPlans = new HashMap<>();

    private boolean closed;

    Nd4jPass(boolean training, long seed) {
        this.training = training;
        this.seed = seed;
    }

    /** A tensor whose numbers are yet to be written. */
    Nd4jTensor tensor(int rows, int columns) {
        requireOpen();
        boolean empty = rows == 0 || columns == 0;
        return new Nd4jTensor(this, rows, columns, empty ? null : memory().matrix(rows, columns));
    }

    /** What lives as long as the pass, or the scope that is open. */
    Scratch memory() {
        return memory.innermost();
    }

    /** What dropout is decided by. */
    long seed() {
        return seed;
    }

    private Nd4jTensor own(Tensor tensor) {
        requireOpen();
        if (tensor instanceof Nd4jTensor own && own.belongsTo(this)) {
            return own;
        }
        throw Ownership.foreign(tensor);
    }

    /** The array of a tensor that must be this pass's own. */
    INDArray array(Tensor tensor) {
        return own(tensor).array();
    }

    void requireOpen() {
        if (closed) {
            throw new IllegalStateException("The pass is closed");
        }
    }

    @Override
    public boolean training() {
        return training;
    }

    @Override
    public Tensor upload(int rows, int columns, float[] values) {
        requireOpen();
        Shapes.upload(rows, columns, values);
        return new Nd4jTensor(this, rows, columns, values.length == 0 ? null : memory().of(rows, columns, values));
    }

    @Override
    public float[] download(Tensor tensor) {
        Nd4jTensor own = own(tensor);
        return own.empty() ? new float[0] : Operations.toFloats(own.array());
    }

    @Override
    public Tensor scope(Supplier<Tensor> work) {
        requireOpen();
        return memory.scope(() -> own(work.get()));
    }

    @Override
    public void add(Tensor target, Tensor other) {
        Shapes.add(target, other);
        if (!own(target).empty()) {
            array(target).addi(array(other));
        }
    }

    @Override
    public Result gather(Parameter table, int[] ids, float scale) {
        Shapes.gather(table, ids);
        return new GatherResult(this, Nd4jParameter.of(table), ids, scale);
    }

    @Override
    public Result select(Tensor input, int[] rows) {
        Shapes.select(input, rows);
        return new SelectResult(this, input, rows);
    }

    @Override
    public Result norm(Tensor input, RmsNorm norm) {
        Shapes.norm(input, norm);
        return new NormResult(this, input, norm);
    }

    @Override
    public Result linear(Tensor input, Linear layer, @Nullable Tensor residual) {
        Shapes.linear(input, layer, residual);
        return new LinearResult(this, input, training ? layer : layer.withoutDropout(), residual);
    }

    @Override
    public Result rotary(Tensor input, Rotary rotary, int[] positions) {
        Shapes.rotary(input, rotary, positions);
        requireOpen();
        for (RotaryTables tables : rotaryTables) {
            if (tables.fit(rotary, positions, input.columns())) {
                return new RotaryResult(this, input, tables);
            }
        }
        RotaryTables tables = new RotaryTables(memory.whole(), rotary, positions, input.columns());
        rotaryTables.add(tables);
        return new RotaryResult(this, input, tables);
    }

    @Override
    public AttentionResult attention(
            Tensor queries, Tensor keys, Tensor values, AttentionShape shape, Packing packing) {
        Shapes.attention(queries, keys, values, shape, packing);
        requireOpen();
        AttentionPlan plan = plan(shape, packing, () -> AttentionPlan.Span.of(packing));
        if (training) {
            return new PackedAttention(this, memory(), plan, queries, keys, values);
        }
        try (Scratch scratch = new Scratch()) {
            return new PackedAttention(this, scratch, plan, queries, keys, values);
        }
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
        Nd4jCache own = Nd4jCache.of(cache);
        Shapes.attention(queries, keys, values, shape, own, own.columns(), layer, rows);
        requireOpen();
        if (training) {
            throw new IllegalStateException("Attention over a cache is for inference passes");
        }
        List<AttentionPlan.Span> spans = AttentionPlan.Span.of(rows, own.capacity(), shape);
        int[] cacheRows = spans.stream()
                .flatMapToInt(
                        span -> IntStream.range(span.start(), span.keys()).map(position -> span.firstKey() + position))
                .toArray();
        Operations.putRows(own.keys(layer), cacheRows, array(keys));
        Operations.putRows(own.values(layer), cacheRows, array(values));
        AttentionPlan plan = plan(shape, List.of(own, rows), () -> spans);
        Nd4jTensor output = tensor(queries.rows(), queries.columns());
        try (Scratch scratch = new Scratch()) {
            new BatchedAttention(scratch, plan, array(queries), own.keys(layer), own.values(layer))
                    .writeOutput(output.array());
        }
        return output;
    }

    private AttentionPlan plan(AttentionShape shape, Object rows, Supplier<List<AttentionPlan.Span>> spans) {
        return attentionPlans.computeIfAbsent(
                List.of(shape, rows), key -> new AttentionPlan(memory.whole(), shape, spans.get()));
    }

    @Override
    public GatedResult gate(Tensor gate, Tensor up, Activation activation) {
        Shapes.gate(gate, up);
        return new GateResult(this, gate, up, activation);
    }

    @Override
    public Tensor logits(Tensor hidden, Head head) {
        Shapes.logits(hidden, head);
        Nd4jTensor logits = tensor(hidden.rows(), head.vocabulary());
        HeadArithmetic.logits(array(hidden), head, logits.array());
        return logits;
    }

    @Override
    public Loss loss(Tensor hidden, Head head, Targets targets) {
        Shapes.loss(hidden, head, targets);
        return new HeadLoss(this, hidden, head, targets);
    }

    @Override
    public void close() {
        closed = true;
        rotaryTables.clear();
        attentionPlans.clear();
        memory.close();
    }
}
