package org.dasllm.tensor.reference;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
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

/** Checks the shapes, then leaves the arithmetic to one class per operation. */
final class ReferencePass implements Pass {
    private final boolean training;
    private final long seed;

    /** For each scope that is open, the innermost first, the tensors made in it. */
    private final Deque<Set<ReferenceTensor>> scopes = new ArrayDeque<>();

    private boolean closed;

    ReferencePass(boolean training, long seed) {
        this.training = training;
        this.seed = seed;
    }

    ReferenceTensor tensor(int rows, int columns, double[] data) {
        ReferenceTensor tensor = new ReferenceTensor(this, rows, columns, data);
        if (!scopes.isEmpty()) {
            scopes.getFirst().add(tensor);
        }
        return tensor;
    }

    ReferenceTensor zeros(int rows, int columns) {
        return tensor(rows, columns, new double[Math.multiplyExact(rows, columns)]);
    }

    /** The numbers of a tensor that must be this pass's own. */
    double[] data(Tensor tensor) {
        return own(tensor).data();
    }

    private ReferenceTensor own(Tensor tensor) {
        if (tensor instanceof ReferenceTensor own && own.belongsTo(this)) {
            return own;
        }
        throw Ownership.foreign(tensor);
    }

    void requireOpen() {
        if (closed) {
            throw new IllegalStateException("The pass is closed");
        }
    }

    /** What dropout is decided by. */
    long seed() {
        return seed;
    }

    @Override
    public boolean training() {
        return training;
    }

    @Override
    public Tensor upload(int rows, int columns, float[] values) {
        requireOpen();
        Shapes.upload(rows, columns, values);
        return tensor(rows, columns, Numbers.toDoubles(values));
    }

    @Override
    public float[] download(Tensor tensor) {
        return Numbers.toFloats(data(tensor));
    }

    @Override
    public Tensor scope(Supplier<Tensor> work) {
        requireOpen();
        Set<ReferenceTensor> made = new HashSet<>();
        scopes.addFirst(made);
        ReferenceTensor result;
        boolean madeHere;
        try {
            result = own(work.get());
            madeHere = made.remove(result);
        } finally {
            scopes.removeFirst();
            made.forEach(ReferenceTensor::release);
        }
        if (madeHere && !scopes.isEmpty()) {
            scopes.getFirst().add(result);
        }
        return result;
    }

    @Override
    public void add(Tensor target, Tensor other) {
        Shapes.add(target, other);
        double[] sum = data(target);
        double[] more = data(other);
        for (int i = 0; i < sum.length; i++) {
            sum[i] += more[i];
        }
    }

    @Override
    public Result gather(Parameter table, int[] ids, float scale) {
        requireOpen();
        Shapes.gather(table, ids);
        return new GatherResult(this, ReferenceParameter.of(table), ids, scale);
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
        return new LinearResult(this, input, layer, residual);
    }

    @Override
    public Result rotary(Tensor input, Rotary rotary, int[] positions) {
        Shapes.rotary(input, rotary, positions);
        return new RotaryResult(this, input, rotary, positions);
    }

    @Override
    public AttentionResult attention(
            Tensor queries, Tensor keys, Tensor values, AttentionShape shape, Packing packing) {
        Shapes.attention(queries, keys, values, shape, packing);
        return new PackedAttention(this, queries, keys, values, shape, packing);
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
        ReferenceCache own = ReferenceCache.of(cache);
        Shapes.attention(queries, keys, values, shape, own, own.columns(), layer, rows);
        if (training) {
            throw new IllegalStateException("Attention over a cache is for inference passes");
        }
        return own.attend(this, queries, keys, values, shape, layer, rows);
    }

    @Override
    public GatedResult gate(Tensor gate, Tensor up, Activation activation) {
        Shapes.gate(gate, up);
        return new GateResult(this, gate, up, activation);
    }

    @Override
    public ReferenceTensor logits(Tensor hidden, Head head) {
        Shapes.logits(hidden, head);
        ReferenceTensor logits = new LinearResult(this, hidden, head.layer().withoutDropout(), null).output();
        SoftCap cap = new SoftCap(head.softCap());
        double[] z = logits.data();
        for (int i = 0; i < z.length; i++) {
            z[i] = cap.value(z[i]);
        }
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
    }
}
