package org.dasllm.onednn;

import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.dasllm.onednn.attention.CachedAttention;
import org.dasllm.onednn.attention.NarrowAttention;
import org.dasllm.onednn.attention.NarrowAttentionBackward;
import org.dasllm.onednn.attention.NativeKeyValueCache;
import org.dasllm.onednn.attention.PackedAttention;
import org.dasllm.onednn.attention.PackedAttentionBackward;
import org.dasllm.onednn.layers.AppliedLinear;
import org.dasllm.onednn.layers.GatedActivation;
import org.dasllm.onednn.layers.Gather;
import org.dasllm.onednn.layers.JoinedFeedForward;
import org.dasllm.onednn.layers.JointLinears;
import org.dasllm.onednn.layers.NormedInput;
import org.dasllm.onednn.loss.HeadLoss;
import org.dasllm.onednn.loss.LogitRows;
import org.dasllm.onednn.memory.Matrix;
import org.dasllm.onednn.pass.Handle;
import org.dasllm.onednn.pass.OpenPass;
import org.dasllm.onednn.pass.Operand;
import org.dasllm.onednn.pass.Reading;
import org.dasllm.onednn.threads.Kernels;
import org.dasllm.onednn.threads.LargestNumber;
import org.dasllm.onednn.threads.WorkerPool;
import org.dasllm.onednn.weights.FloatFactor;
import org.dasllm.onednn.weights.Gradients;
import org.dasllm.onednn.weights.NativeParameter;
import org.dasllm.tensor.Activation;
import org.dasllm.tensor.AttentionResult;
import org.dasllm.tensor.AttentionShape;
import org.dasllm.tensor.CachedRows;
import org.dasllm.tensor.Distillation;
import org.dasllm.tensor.FeedForward;
import org.dasllm.tensor.GatedResult;
import org.dasllm.tensor.Head;
import org.dasllm.tensor.KeyValueCache;
import org.dasllm.tensor.Linear;
import org.dasllm.tensor.Loss;
import org.dasllm.tensor.ManyResults;
import org.dasllm.tensor.Packing;
import org.dasllm.tensor.Parameter;
import org.dasllm.tensor.Pass;
import org.dasllm.tensor.Result;
import org.dasllm.tensor.RmsNorm;
import org.dasllm.tensor.Rotary;
import org.dasllm.tensor.Targets;
import org.dasllm.tensor.Tensor;
import org.dasllm.tensor.device.Shapes;
import org.jspecify.annotations.Nullable;

/** A pass: checks what it is given, takes memory from its workspace and lets the kernels work. */
final class OneDnnPass implements Pass {
    private final OneDnnDevice device;
    private final OpenPass open;

    OneDnnPass(OneDnnDevice device, OpenPass open) {
        this.device = device;
        this.open = open;
    }

    private WorkerPool pool() {
        return open.pool();
    }

    private Matrix take(int rows, int columns) {
        return open.take(rows, columns);
    }

    private Matrix own(Tensor tensor) {
        return open.own(tensor);
    }

    @Override
    public boolean training() {
        return open.training();
    }

    @Override
    public Tensor upload(int rows, int columns, float[] values) {
        open.checkOpen();
        Shapes.upload(rows, columns, values);
        Matrix matrix = take(rows, columns);
        matrix.write(values);
        return matrix;
    }

    @Override
    public float[] download(Tensor tensor) {
        return own(tensor).read();
    }

    @Override
    public int[] argmax(Tensor tensor) {
        return LargestNumber.ofRows(pool(), own(tensor));
    }

    @Override
    public Tensor scope(Supplier<Tensor> work) {
        return open.scope(work);
    }

    @Override
    public void add(Tensor target, Tensor other) {
        Matrix sum = own(target);
        Matrix addend = own(other);
        Shapes.add(sum, addend);
        Kernels.addScaled(pool(), 1f, addend, sum);
    }

    @Override
    public Result gather(Parameter table, int[] ids, float scale) {
        open.checkOpen();
        NativeParameter parameter = device.own(table);
        Shapes.gather(table, ids);
        int[] rows = ids.clone();
        Matrix output = take(rows.length, table.columns());
        Gather.forward(pool(), parameter.factor(), rows, scale, output);
        return Handle.result(open, output, gradient -> {
            if (parameter.gradient != null) {
                Gather.addBack(pool(), gradient, rows, scale, parameter.gradient);
            }
            return take(0, 0);
        });
    }

    @Override
    public Result select(Tensor input, int[] rows) {
        Matrix x = own(input);
        Shapes.select(x, rows);
        int[] chosen = rows.clone();
        Matrix output = take(chosen.length, x.columns());
        Gather.forward(pool(), new FloatFactor(x), chosen, 1f, output);
        return Handle.result(open, output, gradient -> {
            Matrix inputGradient = take(x.rows(), x.columns());
            Kernels.clear(pool(), inputGradient);
            Gather.addBack(pool(), gradient, chosen, 1f, inputGradient);
            return inputGradient;
        });
    }

    @Override
    public Result norm(Tensor input, RmsNorm norm) {
        Matrix x = own(input);
        NativeParameter w = device.own(norm.weight());
        Shapes.norm(x, norm);
        NormedInput normed = new NormedInput(open, norm, w, x);
        return Handle.result(open, normed.normed(Reading.WIDE).wide(), gradient -> {
            Matrix inputGradient = take(x.rows(), x.columns());
            normed.backward(gradient, inputGradient);
            return inputGradient;
        });
    }

    @Override
    public Result linear(Tensor input, Linear layer, @Nullable Tensor residual) {
        Matrix x = own(input);
        device.own(layer);
        Matrix added = residual == null ? null : own(residual);
        Shapes.linear(x, layer, added);
        Matrix output = take(x.rows(), layer.outputs());
        AppliedLinear applied = new AppliedLinear(open, layer, x.rows(), null);
        long mark = open.workspace().mark();
        applied.forward(Operand.of(open, x, applied.input()), added, output);
        open.workspace().release(mark);
        return Handle.result(open, output, gradient -> {
            Matrix inputGradient = take(x.rows(), x.columns());
            Gradients gradients = Gradients.of(layer);
            long scratch = open.workspace().mark();
            Operand dy = Operand.of(open, gradient, applied.gradient(gradients));
            applied.times(dy, inputGradient, false, gradients);
            Operand again = AppliedLinear.readsInput(gradients) ? Operand.of(open, x, applied.input()) : null;
            applied.gradients(again, dy, gradients);
            open.workspace().release(scratch);
            return inputGradient;
        });
    }

    @Override
    public ManyResults linears(Tensor input, List<Linear> layers) {
        Matrix x = own(input);
        layers.forEach(device::own);
        return new JointLinears(open, x, null, layers);
    }

    @Override
    public ManyResults linears(Tensor input, RmsNorm norm, List<Linear> layers) {
        Matrix x = own(input);
        device.own(norm.weight());
        Shapes.norm(x, norm);
        layers.forEach(device::own);
        return new JointLinears(open, x, norm, layers);
    }

    @Override
    public Result feedForward(Tensor input, FeedForward layer, @Nullable Tensor residual) {
        Matrix x = own(input);
        Matrix added = residual == null ? null : own(residual);
        device.own(layer.norm().weight());
        device.own(layer.gate());
        device.own(layer.up());
        device.own(layer.down());
        Shapes.feedForward(x, layer, added);
        if (!open.training() && AppliedLinear.few(x.rows())) {
            return Pass.super.feedForward(input, layer, residual);
        }
        JoinedFeedForward joined = new JoinedFeedForward(open, layer, x);
        return Handle.result(open, joined.forward(added), joined::backward);
    }

    @Override
    public Result rotary(Tensor input, Rotary rotary, int[] positions) {
        Matrix x = own(input);
        Shapes.rotary(x, rotary, positions);
        int[] places = positions.clone();
        device.rotary().run(pool(), x, rotary, places, false, x);
        return Handle.result(open, x, gradient -> {
            Matrix inputGradient = take(x.rows(), x.columns());
            device.rotary().run(pool(), gradient, rotary, places, true, inputGradient);
            return inputGradient;
        });
    }

    @Override
    public AttentionResult attention(
            Tensor queries, Tensor keys, Tensor values, AttentionShape shape, Packing packing) {
        Matrix q = own(queries);
        Matrix k = own(keys);
        Matrix v = own(values);
        Shapes.attention(q, k, v, shape, packing);
        Matrix output = take(q.rows(), q.columns());
        Matrix logSums = open.training() ? take(shape.heads(), q.rows()) : null;
        boolean rounded = open.narrow() && NarrowAttention.suits(packing);
        if (rounded) {
            NarrowAttention.forward(open, q, k, v, shape, packing, output, logSums);
        } else {
            PackedAttention.forward(pool(), q, k, v, shape, packing, output, logSums);
        }
        Handle<AttentionResult.Gradients> handle = new Handle<>(open, output, gradient -> {
            PackedAttentionBackward.Saved saved =
                    new PackedAttentionBackward.Saved(q, k, v, output, Objects.requireNonNull(logSums), shape, packing);
            Matrix dQ = take(q.rows(), q.columns());
            Matrix dK = take(k.rows(), k.columns());
            Matrix dV = take(v.rows(), v.columns());
            if (rounded) {
                NarrowAttentionBackward.run(open, saved, gradient, dQ, dK, dV);
            } else {
                PackedAttentionBackward.run(pool(), saved, gradient, dQ, dK, dV);
            }
            return new AttentionResult.Gradients(dQ, dK, dV);
        });
        return new AttentionResult() {
            @Override
            public Tensor output() {
                return handle.output;
            }

            @Override
            public AttentionResult.Gradients backward(Tensor outputGradient) {
                return handle.backward(outputGradient);
            }
        };
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
        Matrix q = own(queries);
        Matrix k = own(keys);
        Matrix v = own(values);
        if (open.training()) {
            throw new IllegalStateException("Attention over a key/value cache is for inference");
        }
        NativeKeyValueCache own = device.own(cache);
        Shapes.attention(q, k, v, shape, own, own.columns, layer, rows);
        Matrix output = take(q.rows(), q.columns());
        CachedAttention.run(open, q, k, v, shape, own, layer, rows, output);
        return output;
    }

    @Override
    public GatedResult gate(Tensor gate, Tensor up, Activation activation) {
        Matrix g = own(gate);
        Matrix u = own(up);
        Shapes.gate(g, u);
        Matrix output = take(g.rows(), g.columns());
        GatedActivation.forward(pool(), activation, g, u, output);
        Handle<GatedResult.Gradients> handle = new Handle<>(open, output, gradient -> {
            Matrix dg = take(g.rows(), g.columns());
            Matrix du = take(g.rows(), g.columns());
            GatedActivation.backward(pool(), activation, gradient, g, u, dg, du);
            return new GatedResult.Gradients(dg, du);
        });
        return new GatedResult() {
            @Override
            public Tensor output() {
                return handle.output;
            }

            @Override
            public GatedResult.Gradients backward(Tensor outputGradient) {
                return handle.backward(outputGradient);
            }
        };
    }

    @Override
    public Tensor logits(Tensor hidden, Head head) {
        Matrix x = own(hidden);
        device.own(head.layer());
        Shapes.logits(x, head);
        Matrix output = take(x.rows(), head.vocabulary());
        AppliedLinear.logits(open, head, x, output);
        if (head.capped()) {
            LogitRows.cap(pool(), output, head.softCap());
        }
        return output;
    }

    @Override
    public Loss loss(Tensor hidden, Head head, Targets targets) {
        Matrix x = own(hidden);
        device.own(head.layer());
        Shapes.loss(x, head, targets);
        Distillation distillation = targets.distillation();
        if (distillation != null && distillation.teacher() instanceof Distillation.LocalTeacher teacher) {
            device.own(teacher.head().layer());
        }
        return new HeadLoss(open, x, head, targets);
    }

    @Override
    public void close() {
        if (open.close()) {
            device.giveBack(open.workspace());
        }
    }
}
