package org.dasllm.tensor.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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

/** A pass that adds up what its operations would hold: a stack of tensors, which a scope's end shortens. */
final class CountingPass implements Pass {
    /** Logits that a head holds at once, unless the vocabulary is so large that even the fewest rows have more. */
    private static final int LOGITS = 2 << 20;

    private static final int LEAST_ROWS = 128;

    private final CountingDevice device;
    private final boolean training;
    private long held;

    CountingPass(CountingDevice device, boolean training) {
        this.device = device;
        this.training = training;
    }

    private CountedTensor take(int rows, int columns) {
        CountedTensor tensor = new CountedTensor(rows, columns, held);
        held += device.bytes(tensor.values());
        device.held(held);
        return tensor;
    }

    /** As {@link #take}, for what no tensor shows. */
    private void keep(long bytes) {
        held += bytes;
        device.held(held);
    }

    /** What is needed for a moment only. */
    private void scratch(long values) {
        device.held(held + device.bytes(values));
    }

    private CountedTensor like(Tensor tensor) {
        return take(tensor.rows(), tensor.columns());
    }

    private static boolean learns(@Nullable Parameter parameter) {
        return parameter != null && parameter.trainable();
    }

    @Override
    public boolean training() {
        return training;
    }

    @Override
    public Tensor upload(int rows, int columns, float[] values) {
        return take(rows, columns);
    }

    @Override
    public float[] download(Tensor tensor) {
        throw new UnsupportedOperationException("A counted tensor has no values");
    }

    @Override
    public Tensor scope(Supplier<Tensor> work) {
        long before = held;
        CountedTensor result = (CountedTensor) work.get();
        held = before;
        return result.from() < before ? result : like(result);
    }

    @Override
    public void add(Tensor target, Tensor other) {
        Shapes.add(target, other);
    }

    @Override
    public Result gather(Parameter table, int[] ids, float scale) {
        return new CountedResult(take(ids.length, table.columns()), () -> take(0, 0));
    }

    @Override
    public Result select(Tensor input, int[] rows) {
        return new CountedResult(take(rows.length, input.columns()), () -> like(input));
    }

    @Override
    public Result norm(Tensor input, RmsNorm norm) {
        Shapes.norm(input, norm);
        CountedTensor output = like(input);
        if (training) {
            take(input.rows(), input.columns() / norm.weight().columns());
        }
        return new CountedResult(output, () -> like(input));
    }

    @Override
    public Result linear(Tensor input, Linear layer, @Nullable Tensor residual) {
        Shapes.linear(input, layer, residual);
        CountedTensor output = applied(input, layer);
        return new CountedResult(output, () -> {
            CountedTensor gradient = like(input);
            back(input, layer);
            return gradient;
        });
    }

    @Override
    public ManyResults linears(Tensor input, List<Linear> layers) {
        List<Tensor> outputs = new ArrayList<>();
        for (Linear layer : layers) {
            Shapes.linear(input, layer, null);
            outputs.add(applied(input, layer));
        }
        return new CountedResults(outputs, () -> {
            CountedTensor gradient = like(input);
            layers.forEach(layer -> back(input, layer));
            return gradient;
        });
    }

    @Override
    public ManyResults linears(Tensor input, RmsNorm norm, List<Linear> layers) {
        if (!device.joins()) {
            return Pass.super.linears(input, norm, layers);
        }
        Shapes.norm(input, norm);
        long normed = bytes(input);
        ManyResults results = linears(input, layers);
        if (training) {
            take(input.rows(), 1);
        }
        device.held(held + normed);
        return new CountedResults(results.outputs(), () -> {
            CountedTensor gradient = like(input);
            with(2 * normed, () -> layers.forEach(layer -> back(input, layer)));
            return gradient;
        });
    }

    @Override
    public Result feedForward(Tensor input, FeedForward layer, @Nullable Tensor residual) {
        if (!device.joins()) {
            return Pass.super.feedForward(input, layer, residual);
        }
        Shapes.feedForward(input, layer, residual);
        long inner = (long) input.rows() * layer.inner();
        long one = device.joinedBytes(inner);
        long normed = bytes(input);
        CountedTensor product = new CountedTensor(input.rows(), layer.inner(), held);
        CountedTensor output = take(input.rows(), layer.down().outputs());
        if (training) {
            take(input.rows(), 1);
            keep(2 * one);
        }
        forward(input, layer.gate());
        forward(input, layer.up());
        forward(product, layer.down());
        device.held(held + normed + one + (training ? 0 : 2 * one));
        // In float32 the product's gradient is a matrix, else it is made by tiles.
        long made = 3 * one + (one < device.bytes(inner) ? 0 : one);
        return new CountedResult(output, () -> {
            CountedTensor gradient = like(input);
            with(made, () -> back(product, layer.down()));
            with(2 * one + 2 * normed, () -> {
                back(input, layer.gate());
                back(input, layer.up());
            });
            return gradient;
        });
    }

    private long bytes(Tensor tensor) {
        return device.bytes((long) tensor.rows() * tensor.columns());
    }

    /** Work beside which some bytes are held. */
    private void with(long bytes, Runnable work) {
        keep(bytes);
        work.run();
        held -= bytes;
    }

    /** A layer's output, and what its backward needs besides: the low-rank part, and the directions that DoRA scales. */
    private CountedTensor applied(Tensor input, Linear layer) {
        CountedTensor output = take(input.rows(), layer.outputs());
        forward(input, layer);
        return output;
    }

    private void forward(Tensor input, Linear layer) {
        int rows = input.rows();
        Linear.Adapter adapter = layer.adapter();
        if (adapter == null) {
            return;
        }
        take(rows, adapter.a().rows());
        boolean dora = adapter.magnitude() != null;
        long dropped = training && adapter.dropout() != null ? (long) rows * layer.inputs() : 0;
        if (dora && training && learns(adapter.magnitude())) {
            take(rows, layer.outputs());
            scratch(2 * dropped);
        } else {
            scratch(dora ? 2 * dropped + (long) rows * layer.outputs() : dropped);
        }
    }

    /** What a layer's backward needs for a moment. */
    private void back(Tensor input, Linear layer) {
        Linear.Adapter adapter = layer.adapter();
        if (adapter == null) {
            return;
        }
        boolean drops = adapter.dropout() != null;
        boolean dora = adapter.magnitude() != null;
        long inputs = drops ? (dora ? 2L : 1L) * layer.inputs() : 0;
        long outputs = dora ? (drops ? 2L : 1L) * layer.outputs() : 0;
        scratch(input.rows() * (inputs + outputs + adapter.a().rows()));
    }

    @Override
    public Result rotary(Tensor input, Rotary rotary, int[] positions) {
        return new CountedResult(input, () -> like(input));
    }

    @Override
    public AttentionResult attention(
            Tensor queries, Tensor keys, Tensor values, AttentionShape shape, Packing packing) {
        Shapes.attention(queries, keys, values, shape, packing);
        CountedTensor output = like(queries);
        if (training) {
            take(shape.heads(), queries.rows());
        }
        return new AttentionResult() {
            @Override
            public Tensor output() {
                return output;
            }

            @Override
            public AttentionResult.Gradients backward(Tensor outputGradient) {
                return new AttentionResult.Gradients(like(queries), like(keys), like(values));
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
        throw new UnsupportedOperationException("Nothing is generated here");
    }

    @Override
    public GatedResult gate(Tensor gate, Tensor up, Activation activation) {
        Shapes.gate(gate, up);
        CountedTensor output = like(gate);
        return new GatedResult() {
            @Override
            public Tensor output() {
                return output;
            }

            @Override
            public GatedResult.Gradients backward(Tensor outputGradient) {
                return new GatedResult.Gradients(like(gate), like(up));
            }
        };
    }

    @Override
    public Tensor logits(Tensor hidden, Head head) {
        return linear(hidden, head.layer()).output();
    }

    @Override
    public Loss loss(Tensor hidden, Head head, Targets targets) {
        Shapes.loss(hidden, head, targets);
        int kept = (int) IntStream.of(targets.tokens())
                .filter(token -> token != Loss.IGNORED)
                .count();
        Linear layer = head.layer();
        if (training) {
            take(kept, hidden.columns());
            gradientsOf(layer);
        }
        int piece = Math.min(kept, Math.max(LEAST_ROWS, LOGITS / layer.outputs()));
        long logits = (long) piece * layer.outputs();
        Distillation distillation = targets.distillation();
        if (distillation != null && distillation.teacher() instanceof Distillation.LocalTeacher teacher) {
            scratch((long) kept * (hidden.columns() + teacher.hidden().columns()) + 2 * logits);
        } else {
            scratch((long) kept * hidden.columns() + logits);
        }
        return new CountedLoss(kept, () -> like(hidden));
    }

    /** A head's gradients are made before their scale is known, beside those that are added up. */
    private void gradientsOf(Linear layer) {
        Linear.Adapter adapter = layer.adapter();
        Stream.of(
                        layer.weight(),
                        layer.bias(),
                        adapter == null ? null : adapter.a(),
                        adapter == null ? null : adapter.b())
                .forEach(parameter -> {
                    if (parameter != null && learns(parameter)) {
                        take(parameter.rows(), parameter.columns());
                    }
                });
    }

    @Override
    public void close() {
        held = 0;
    }
}
