package org.dasllm.bench.light;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.dasllm.tensor.AttentionShape;
import org.dasllm.tensor.Device;
import org.dasllm.tensor.HostMatrix;
import org.dasllm.tensor.Linear;
import org.dasllm.tensor.ManyResults;
import org.dasllm.tensor.Packing;
import org.dasllm.tensor.Parameter;
import org.dasllm.tensor.Pass;
import org.dasllm.tensor.Result;
import org.dasllm.tensor.RmsNorm;
import org.dasllm.tensor.Rotary;
import org.dasllm.tensor.Tensor;

/**
 * How long one layer's forward and backward take with LoRA of rank 16 on all its linear layers, and of that, measured alone
 * in passes of their own: the frozen matrices' products, and attention. What is left is adapters, small kernels, and the
 * host's time between launches.
 *
 * @param parameters of the frozen matrices
 * @param stepMillis the middle one of the repeats
 * @param bestMillis the least of the repeats
 * @param usefulTeraflops 4 · parameters a token, and nothing for attention and adapters, in the middle time
 * @param productTeraflops the same in the products' own time
 */
record LayerTimes(
        String width,
        int tokens,
        int sequenceLength,
        long parameters,
        double stepMillis,
        double bestMillis,
        double forwardMillis,
        double productMillis,
        double attentionMillis,
        double restMillis,
        double usefulTeraflops,
        double productTeraflops) {
    private static final int RANK = 16;

    /** Measures on a device; memory for one layer's pass must be there. */
    static LayerTimes measure(Device device, Width width, int tokens, int sequenceLength, int repeats) {
        Packing packing = packing(tokens, sequenceLength);
        LightLayer layer = layer(device, width, true);
        LightLayer plain = layer(device, width, false);
        float[] values = numbers(tokens * width.hidden(), 1);
        double[] forward = new double[repeats + 1];
        double[] step = new double[repeats + 1];
        double[] products = new double[repeats + 1];
        double[] attention = new double[repeats + 1];
        for (int i = 0; i <= repeats; i++) {
            try (Pass pass = device.trainingPass()) {
                Tensor x = pass.upload(tokens, width.hidden(), values);
                PassClock watch = new PassClock(pass);
                LightLayer.Run run = layer.forward(pass, x, packing);
                forward[i] = watch.millis();
                run.back().go(x);
                step[i] = forward[i] + watch.millis();
            }
            try (Pass pass = device.trainingPass()) {
                Tensor x = pass.upload(tokens, width.hidden(), values);
                PassClock watch = new PassClock(pass);
                products(pass, plain, x);
                products[i] = watch.millis();
            }
            try (Pass pass = device.trainingPass()) {
                AttentionShape shape = layer.shape();
                Tensor q = pass.upload(tokens, shape.queryColumns(), numbers(tokens * shape.queryColumns(), 1));
                Tensor k = pass.upload(tokens, shape.keyValueColumns(), numbers(tokens * shape.keyValueColumns(), 1));
                PassClock watch = new PassClock(pass);
                pass.attention(q, k, k, shape, packing).backward(q);
                attention[i] = watch.millis();
            }
        }
        double flops = 4.0 * width.parameters() * tokens;
        double all = middle(step);
        double own = middle(products);
        return new LayerTimes(
                width.name(),
                tokens,
                sequenceLength,
                width.parameters(),
                all,
                Arrays.stream(step).skip(1).min().orElseThrow(),
                middle(forward),
                own,
                middle(attention),
                all - own - middle(attention),
                flops / all / 1e9,
                flops / own / 1e9);
    }

    /** Every product of the layer forward and back, on inputs that are there already. */
    private static void products(Pass pass, LightLayer layer, Tensor x) {
        ManyResults qkv = pass.linears(x, layer.attentionLinears());
        Result out = pass.linear(qkv.outputs().get(0), layer.output());
        ManyResults gateUp = pass.linears(x, layer.gateLinears());
        Result down = pass.linear(gateUp.outputs().get(0), layer.down());
        Tensor dInner = down.backward(x);
        gateUp.backward(List.of(dInner, dInner));
        Tensor dHeads = out.backward(x);
        qkv.backward(List.of(dHeads, qkv.outputs().get(1), qkv.outputs().get(2)));
    }

    /** The first repeat, in which code is compiled and memory taken, is not counted. */
    private static double middle(double[] millis) {
        double[] sorted = Arrays.stream(millis).skip(1).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    private static Packing packing(int tokens, int length) {
        int[] lengths = new int[(tokens + length - 1) / length];
        Arrays.fill(lengths, length);
        lengths[lengths.length - 1] = tokens - (lengths.length - 1) * length;
        return new Packing(lengths);
    }

    private static LightLayer layer(Device device, Width width, boolean adapted) {
        int queries = width.heads() * width.headSize();
        int keys = width.keyValueHeads() * width.headSize();
        float[] ones = new float[width.hidden()];
        Arrays.fill(ones, 1);
        RmsNorm norm = RmsNorm.of(device.parameter(HostMatrix.of(1, ones.length, ones), false), 1e-5f);
        AttentionShape shape = new AttentionShape(
                width.heads(), width.keyValueHeads(), width.headSize(), (float) (1 / Math.sqrt(width.headSize())));
        List<Linear> linears = Stream.of(
                        new int[] {queries, width.hidden()},
                        new int[] {keys, width.hidden()},
                        new int[] {keys, width.hidden()},
                        new int[] {width.hidden(), queries},
                        new int[] {width.inner(), width.hidden()},
                        new int[] {width.inner(), width.hidden()},
                        new int[] {width.hidden(), width.inner()})
                .map(size -> linear(device, size[0], size[1], adapted))
                .toList();
        return new LightLayer(
                shape,
                Rotary.of(width.headSize(), 10_000),
                norm,
                linears.subList(0, 3),
                linears.get(3),
                norm,
                linears.subList(4, 6),
                linears.get(6));
    }

    private static Linear linear(Device device, int out, int in, boolean adapted) {
        Parameter weight = matrix(device, out, in, false);
        Linear.Adapter adapter =
                adapted ? new Linear.Adapter(matrix(device, RANK, in, true), matrix(device, out, RANK, true), 2) : null;
        return new Linear(weight, null, adapter);
    }

    private static Parameter matrix(Device device, int rows, int columns, boolean trainable) {
        float[] values = numbers(Math.multiplyExact(rows, columns), (float) (1 / Math.sqrt(columns)));
        return device.parameter(HostMatrix.of(rows, columns, values), trainable);
    }

    /** Even numbers around 0, made quickly. */
    private static float[] numbers(int count, float size) {
        float[] values = new float[count];
        int state = 1;
        for (int i = 0; i < count; i++) {
            state = state * 1664525 + 1013904223;
            values[i] = size * state * 0x1p-31f;
        }
        return values;
    }
}
