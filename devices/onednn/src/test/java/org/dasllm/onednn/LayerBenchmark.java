package org.dasllm.onednn;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.dasllm.tensor.Activation;
import org.dasllm.tensor.AttentionResult;
import org.dasllm.tensor.AttentionShape;
import org.dasllm.tensor.CachedRows;
import org.dasllm.tensor.Device;
import org.dasllm.tensor.FeedForward;
import org.dasllm.tensor.Head;
import org.dasllm.tensor.HostMatrix;
import org.dasllm.tensor.KeyValueCache;
import org.dasllm.tensor.Linear;
import org.dasllm.tensor.Loss;
import org.dasllm.tensor.ManyResults;
import org.dasllm.tensor.Packing;
import org.dasllm.tensor.Parameter;
import org.dasllm.tensor.Pass;
import org.dasllm.tensor.Precision;
import org.dasllm.tensor.Result;
import org.dasllm.tensor.RmsNorm;
import org.dasllm.tensor.Rotary;
import org.dasllm.tensor.Targets;
import org.dasllm.tensor.Tensor;

/**
 * Times linear layers, and one transformer layer forward and backward, operation by operation. Not a test: run main with the
 * number of threads, FLOAT32 or BFLOAT16, and "layer" for the large layer alone. With one thread it counts that thread's
 * time on the CPU, so that other work on the machine disturbs little.
 */
public final class LayerBenchmark {
    private final Device device;
    private final boolean onCpu;
    private final Random random = new Random(1);
    private final Map<String, Long> times = new LinkedHashMap<>();

    private LayerBenchmark(Device device, boolean onCpu) {
        this.device = device;
        this.onCpu = onCpu;
    }

    private long now() {
        return onCpu ? ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() : System.nanoTime();
    }

    public static void main(String[] arguments) {
        int threads = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 2;
        Precision precision = Precision.valueOf(arguments.length > 1 ? arguments[1] : "FLOAT32");
        try (Device device = new OneDnnProvider().open(threads, precision)) {
            System.out.println(device.description());
            LayerBenchmark benchmark = new LayerBenchmark(device, threads == 1);
            if (arguments.length > 2 && arguments[2].equals("layer")) {
                benchmark.layer(896, 4864, new AttentionShape(14, 2, 64, 0.125f), 4, 512, false);
                return;
            }
            for (int[] s : new int[][] {
                {2048, 256, 768},
                {64, 256, 768},
                {8, 256, 768},
                {1, 256, 768},
                {2048, 896, 4864},
                {64, 896, 4864},
                {1, 896, 4864}
            }) {
                benchmark.linear(s[0], s[1], s[2]);
            }
            for (boolean trainable : new boolean[] {true, false}) {
                benchmark.layer(256, 768, new AttentionShape(8, 4, 32, 0.17f), 16, 128, trainable);
                benchmark.layer(896, 4864, new AttentionShape(14, 2, 64, 0.125f), 4, 512, trainable);
            }
            benchmark.decode(256, 768, new AttentionShape(8, 4, 32, 0.17f), 4, 64, 200);
            benchmark.decode(256, 768, new AttentionShape(8, 4, 32, 0.17f), 4, 1, 200);
            benchmark.decode(896, 4864, new AttentionShape(14, 2, 64, 0.125f), 4, 1, 512);
            benchmark.head(2048, 256, 2048);
            benchmark.head(512, 896, 32768);
        }
    }

    private float[] random(int count, double scale) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) (random.nextGaussian() * scale);
        }
        return values;
    }

    private Parameter parameter(int rows, int columns, boolean trainable) {
        return device.parameter(HostMatrix.of(rows, columns, random(rows * columns, 0.05)), trainable);
    }

    private Linear layer(int out, int in, boolean trainable) {
        Linear.Adapter adapter =
                trainable ? null : new Linear.Adapter(parameter(16, in, true), parameter(out, 16, true), 2f);
        return new Linear(parameter(out, in, trainable), null, adapter);
    }

    private void linear(int rows, int in, int out) {
        Linear layer = Linear.of(parameter(out, in, false));
        float[] values = random(rows * in, 1);
        double[] best = {1e9, 1e9};
        long end = now() + 1_000_000_000L;
        while (now() < end) {
            try (Pass pass = device.trainingPass()) {
                Tensor x = pass.upload(rows, in, values);
                long t0 = now();
                Result y = pass.linear(x, layer);
                long t1 = now();
                Tensor dy = y.output();
                long t2 = now();
                y.backward(dy);
                long t3 = now();
                best[0] = Math.min(best[0], (double) (t1 - t0));
                best[1] = Math.min(best[1], (double) (t3 - t2));
            }
        }
        double flops = 2.0 * rows * in * out;
        System.out.printf(
                "linear [%d x %d x %d]: forward %.3f ms, %.0f GFLOP/s; input gradient %.3f ms, %.0f GFLOP/s%n",
                rows, in, out, best[0] / 1e6, flops / best[0], best[1] / 1e6, flops / best[1]);
    }

    private <T> T time(String what, Supplier<T> work) {
        long start = now();
        T result = work.get();
        times.merge(what, now() - start, Long::sum);
        return result;
    }

    private void layer(int hidden, int inner, AttentionShape shape, int sequences, int length, boolean trainable) {
        int rows = sequences * length;
        int[] lengths = new int[sequences];
        Arrays.fill(lengths, length);
        Packing packing = new Packing(lengths);
        int[] positions = packing.positions();
        Rotary rotary = Rotary.of(shape.headSize(), 10000);
        Parameter norm1 = parameter(1, hidden, trainable);
        Parameter norm2 = parameter(1, hidden, trainable);
        Linear q = layer(shape.queryColumns(), hidden, trainable);
        Linear k = layer(shape.keyValueColumns(), hidden, trainable);
        Linear v = layer(shape.keyValueColumns(), hidden, trainable);
        Linear o = layer(hidden, shape.queryColumns(), trainable);
        Linear gate = layer(inner, hidden, trainable);
        Linear up = layer(inner, hidden, trainable);
        Linear down = layer(hidden, inner, trainable);
        FeedForward feedForward = new FeedForward(RmsNorm.of(norm2, 1e-5f), gate, up, down, Activation.SILU);
        float[] values = random(rows * hidden, 1);
        double matrix =
                (double) hidden * (shape.queryColumns() * 2 + shape.keyValueColumns() * 2) + 3.0 * hidden * inner;
        double flops = 2 * rows * matrix * (trainable ? 3 : 2);
        double best = 1e18;
        int runs = 0;
        double firstRun = 0;
        long end = now() + 5_000_000_000L;
        long warm = now() + 2_500_000_000L;
        while (now() < end) {
            if (now() < warm) {
                times.clear();
                runs = 0;
            }
            runs++;
            long start;
            try (Pass pass = device.trainingPass()) {
                Tensor x = pass.upload(rows, hidden, values);
                start = now();
                ManyResults qkv = time("linear", () -> pass.linears(x, RmsNorm.of(norm1, 1e-5f), List.of(q, k, v)));
                List<Tensor> heads = qkv.outputs();
                Result tq = time("rotary", () -> pass.rotary(heads.get(0), rotary, positions));
                Result tk = time("rotary", () -> pass.rotary(heads.get(1), rotary, positions));
                AttentionResult a =
                        time("attention", () -> pass.attention(tq.output(), tk.output(), heads.get(2), shape, packing));
                Result ro = time("linear", () -> pass.linear(a.output(), o, x));
                Result rf = time("feed-forward", () -> pass.feedForward(ro.output(), feedForward, ro.output()));
                Tensor dy = rf.output();
                Tensor dr = time("feed-forward backward", () -> rf.backward(dy));
                add(pass, dr, dy);
                Tensor da = time("linear backward", () -> ro.backward(dr));
                AttentionResult.Gradients d = time("attention backward", () -> a.backward(da));
                Tensor dq = time("rotary backward", () -> tq.backward(d.queries()));
                Tensor dk = time("rotary backward", () -> tk.backward(d.keys()));
                Tensor dx = time("linear backward", () -> qkv.backward(List.of(dq, dk, d.values())));
                add(pass, dx, dr);
                long took = now() - start;
                best = Math.min(best, (double) took);
                if (firstRun == 0) {
                    firstRun = took;
                }
            }
        }
        System.out.printf(
                "layer hidden %d, %d x %d rows, %s: best %.2f ms (%.0f GFLOP/s in products), first %.0f ms%n",
                hidden, sequences, length, trainable ? "full" : "LoRA 16", best / 1e6, flops / best, firstRun / 1e6);
        long total = times.values().stream().mapToLong(Long::longValue).sum();
        for (Map.Entry<String, Long> entry : times.entrySet()) {
            System.out.printf(
                    "    %-20s %8.3f ms  %4.1f %%%n",
                    entry.getKey(), entry.getValue() / 1e6 / runs, 100.0 * entry.getValue() / total);
        }
        times.clear();
    }

    private void add(Pass pass, Tensor target, Tensor other) {
        time("add", () -> {
            pass.add(target, other);
            return target;
        });
    }

    private void decode(int hidden, int inner, AttentionShape shape, int layers, int slots, int length) {
        Rotary rotary = Rotary.of(shape.headSize(), 10000);
        Parameter norm = parameter(1, hidden, false);
        Linear q = Linear.of(parameter(shape.queryColumns(), hidden, false));
        Linear k = Linear.of(parameter(shape.keyValueColumns(), hidden, false));
        Linear v = Linear.of(parameter(shape.keyValueColumns(), hidden, false));
        Linear o = Linear.of(parameter(hidden, shape.queryColumns(), false));
        Linear gate = Linear.of(parameter(inner, hidden, false));
        Linear up = Linear.of(parameter(inner, hidden, false));
        Linear down = Linear.of(parameter(hidden, inner, false));
        float[] values = random(slots * hidden, 1);
        int[] starts = new int[slots];
        int[] lengths = new int[slots];
        int[] numbers = new int[slots];
        Arrays.setAll(numbers, i -> i);
        Arrays.fill(lengths, 1);
        double best = 1e18;
        try (KeyValueCache cache = device.keyValueCache(layers, slots, length, shape.keyValueColumns())) {
            for (int step = 0; step < 20 * length; step++) {
                Arrays.fill(starts, step % length);
                if (step == 15 * length) {
                    times.clear();
                }
                CachedRows rows = new CachedRows(numbers, starts, lengths);
                int[] positions = rows.positions();
                long start = now();
                try (Pass pass = device.inferencePass()) {
                    Tensor x = pass.upload(slots, hidden, values);
                    for (int l = 0; l < layers; l++) {
                        int layer = l;
                        Tensor input = x;
                        Tensor n1 = time(
                                "norm",
                                () -> pass.norm(input, RmsNorm.of(norm, 1e-5f)).output());
                        Tensor tq = time("linear", () -> pass.linear(n1, q).output());
                        Tensor tk = time("linear", () -> pass.linear(n1, k).output());
                        Tensor tv = time("linear", () -> pass.linear(n1, v).output());
                        time("rotary", () -> pass.rotary(tq, rotary, positions));
                        time("rotary", () -> pass.rotary(tk, rotary, positions));
                        Tensor a = time("attention", () -> pass.attention(tq, tk, tv, shape, cache, layer, rows));
                        Tensor r = time("linear", () -> pass.linear(a, o, input).output());
                        Tensor n2 = time(
                                "norm",
                                () -> pass.norm(r, RmsNorm.of(norm, 1e-5f)).output());
                        Tensor tg = time("linear", () -> pass.linear(n2, gate).output());
                        Tensor tu = time("linear", () -> pass.linear(n2, up).output());
                        Tensor g = time(
                                "gate", () -> pass.gate(tg, tu, Activation.SILU).output());
                        x = time("linear", () -> pass.linear(g, down, r).output());
                    }
                }
                if (step % length == length - 1) {
                    best = Math.min(best, (double) (now() - start));
                }
            }
        }
        System.out.printf(
                "decode hidden %d, %d layers, %d slots, at %d positions: best %.3f ms%n",
                hidden, layers, slots, length, best / 1e6);
        long total = times.values().stream().mapToLong(Long::longValue).sum();
        for (Map.Entry<String, Long> entry : times.entrySet()) {
            System.out.printf(
                    "    %-20s %8.3f ms  %4.1f %%%n",
                    entry.getKey(), entry.getValue() / 1e6 / (5 * length), 100.0 * entry.getValue() / total);
        }
        times.clear();
    }

    private void head(int rows, int hidden, int vocabulary) {
        Linear head = Linear.of(parameter(vocabulary, hidden, false));
        float[] values = random(rows * hidden, 1);
        int[] targets = random.ints(rows, 0, vocabulary).toArray();
        double best = 1e18;
        for (int i = 0; i < 20; i++) {
            try (Pass pass = device.trainingPass()) {
                Tensor x = pass.upload(rows, hidden, values);
                long start = now();
                Loss loss = pass.loss(x, Head.of(head), Targets.of(targets));
                loss.backward(1.0 / rows);
                best = Math.min(best, (double) (now() - start));
            }
        }
        System.out.printf(
                "head [%d x %d x %d] forward and backward: %.2f ms, %.0f GFLOP/s%n",
                rows, hidden, vocabulary, best / 1e6, 4.0 * rows * hidden * vocabulary / best);
    }
}
