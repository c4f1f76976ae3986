package org.dasllm.tensor;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Linear layers whose adapters drop or have a magnitude, and layers with quantised weights. */
final class AdapterScenarios {
    private static final int[][] SHAPES = {{1, 5, 7}, {17, 64, 24}, {40, 33, 129}};

    private AdapterScenarios() {}

    static List<Scenario> all() {
        List<Scenario> scenarios = new ArrayList<>();
        for (int[] shape : SHAPES) {
            for (boolean quantised : new boolean[] {false, true}) {
                for (boolean dora : new boolean[] {false, true}) {
                    for (float dropout : new float[] {0, 0.3f}) {
                        scenarios.add(layer(shape[0], shape[1], shape[2], quantised, dora, dropout));
                    }
                }
            }
        }
        scenarios.add(whatIsDropped());
        scenarios.add(recomputed());
        scenarios.add(trainableUnderDora());
        scenarios.add(headWithDropout());
        scenarios.add(quantisedAlone());
        return scenarios;
    }

    /** A layer with a bias and an adapter, and what learns in it by name. */
    private record Adapted(Linear layer, Map<String, Parameter> trainable) {
        static Adapted of(
                Device device, Values values, Parameter weight, int rank, boolean dora, @Nullable Dropout dropout) {
            int in = weight.columns();
            int out = weight.rows();
            Map<String, Parameter> trainable = new LinkedHashMap<>();
            trainable.put("bias", device.parameter(values.vector(out), true));
            trainable.put("A", device.parameter(values.weight(rank, in), true));
            trainable.put("B", device.parameter(values.weight(out, rank), true));
            if (dora) {
                trainable.put("magnitude", device.parameter(values.vector(out), true));
            }
            Linear.Adapter adapter = new Linear.Adapter(
                    trainable.get("A"), trainable.get("B"), 0.75f, trainable.get("magnitude"), dropout);
            return new Adapted(new Linear(weight, trainable.get("bias"), adapter), trainable);
        }

        void record(Recording recording) {
            trainable.forEach((name, parameter) -> recording.put("gradient of " + name, parameter.readGradient()));
        }
    }

    private static Scenario layer(int rows, int in, int out, boolean quantised, boolean dora, float probability) {
        String name = "linear [%d, %d] to %d%s, %s, dropout %s"
                .formatted(rows, in, out, quantised ? " in NF4" : "", dora ? "DoRA" : "LoRA", probability);
        return new Scenario(name, (device, recording) -> {
            Values values = new Values(rows + 31L * in);
            Parameter weight = quantised
                    ? device.quantised(values.quantised(out, in))
                    : device.parameter(values.weight(out, in), false);
            Adapted adapted = Adapted.of(device, values, weight, 4, dora, new Dropout(probability, 3));
            float[] x = values.array(rows * in);
            float[] residual = values.array(rows * out);
            try (Pass pass = device.inferencePass()) {
                Result result =
                        pass.linear(pass.upload(rows, in, x), adapted.layer(), pass.upload(rows, out, residual));
                recording.tensor("inference output", pass, result.output());
            }
            try (Pass pass = device.trainingPass(12)) {
                Tensor input = pass.upload(rows, in, x);
                Result result = pass.linear(input, adapted.layer(), pass.upload(rows, out, residual));
                recording.tensor("output", pass, result.output());
                recording.backward("input gradient", pass, result, values.array(rows * out));
                recording.tensor("input afterwards", pass, input);
            }
            adapted.record(recording);
        });
    }

    private static HostMatrix identity(int size) {
        float[] ones = new float[size * size];
        for (int i = 0; i < size; i++) {
            ones[i * size + i] = 1;
        }
        return HostMatrix.of(size, size, ones);
    }

    /** An adapter that lets through what dropout leaves, on a weight of zeros. */
    private static Scenario whatIsDropped() {
        return new Scenario("dropout, seen through an identity", (device, recording) -> {
            Values values = new Values(4);
            int size = 48;
            Parameter zero = device.parameter(HostMatrix.of(size, size, new float[size * size]), false);
            Parameter one = device.parameter(identity(size), false);
            float[] x = values.array(70 * size);
            for (float probability : new float[] {0.1f, 0.3f, 0.9f}) {
                for (long stream : new long[] {0, 1, -7, Long.MAX_VALUE}) {
                    for (long seed : new long[] {0, 5, Long.MIN_VALUE}) {
                        Dropout dropout = new Dropout(probability, stream);
                        Linear layer = new Linear(zero, null, new Linear.Adapter(one, one, 1, null, dropout));
                        try (Pass pass = device.trainingPass(seed)) {
                            Result result = pass.linear(pass.upload(70, size, x), layer);
                            String name = "%s of stream %d, seed %d".formatted(probability, stream, seed);
                            recording.tensor(name, pass, result.output());
                            recording.backward(name + ", back", pass, result, values.array(70 * size));
                        }
                    }
                }
            }
        });
    }

    private static Scenario recomputed() {
        return new Scenario("dropout drops the same when a layer is computed again", (device, recording) -> {
            Values values = new Values(5);
            Parameter weight = device.parameter(values.weight(9, 20), false);
            Adapted adapted = Adapted.of(device, values, weight, 3, false, new Dropout(0.5f, 2));
            try (Pass pass = device.trainingPass(8)) {
                Tensor input = values.upload(pass, 11, 20);
                Tensor gradient = values.upload(pass, 11, 9);
                recording.tensor(
                        "first", pass, pass.linear(input, adapted.layer()).output());
                Result second = pass.linear(input, adapted.layer());
                recording.tensor("second", pass, second.output());
                recording.tensor("input gradient", pass, second.backward(gradient));
            }
            adapted.record(recording);
        });
    }

    private static Scenario trainableUnderDora() {
        return new Scenario("a trainable weight under DoRA and dropout", (device, recording) -> {
            Values values = new Values(6);
            Parameter weight = device.parameter(values.weight(13, 10), true);
            Adapted adapted = Adapted.of(device, values, weight, 2, true, new Dropout(0.3f, 1));
            try (Pass pass = device.trainingPass(3)) {
                Result result = pass.linear(values.upload(pass, 21, 10), adapted.layer());
                recording.tensor("output", pass, result.output());
                recording.backward("input gradient", pass, result, values.array(21 * 13));
            }
            adapted.record(recording);
            recording.put("gradient of the weight", weight.readGradient());
        });
    }

    /** Dropout goes by a hidden row's place, whatever rows have a target; logits are not dropped from. */
    private static Scenario headWithDropout() {
        return new Scenario("cross-entropy through a DoRA head with dropout", (device, recording) -> {
            Values values = new Values(7);
            Parameter weight = device.parameter(values.weight(13, 10), false);
            Adapted adapted = Adapted.of(device, values, weight, 2, true, new Dropout(0.3f, 1));
            int[] targets = values.integers(21, 13);
            for (int row = 0; row < 21; row += 3) {
                targets[row] = Loss.IGNORED;
            }
            try (Pass pass = device.trainingPass(3)) {
                Tensor hidden = values.upload(pass, 21, 10);
                Head head = Head.of(adapted.layer());
                Loss loss = pass.loss(hidden, head, Targets.of(targets));
                recording.put("rows", loss.rows());
                recording.tensor("hidden gradient", pass, loss.backward(0.5));
                recording.tensor("logits", pass, pass.logits(hidden, head));
            }
            adapted.record(recording);
        });
    }

    private static Scenario quantisedAlone() {
        return new Scenario("NF4 weights without an adapter", (device, recording) -> {
            Values values = new Values(9);
            for (int[] shape : new int[][] {{1, 1}, {3, 7}, {5, 64}, {70, 128}, {65, 100}}) {
                Parameter weight = device.quantised(values.quantised(shape[0], shape[1]));
                String name = "[%d, %d]".formatted(shape[0], shape[1]);
                recording.put("values of " + name, weight.read());
                for (int rows : new int[] {1, 33}) {
                    try (Pass pass = device.trainingPass()) {
                        Result result = pass.linear(values.upload(pass, rows, shape[1]), Linear.of(weight));
                        recording.tensor(rows + " rows through " + name, pass, result.output());
                        recording.backward(
                                rows + " rows back through " + name, pass, result, values.array(rows * shape[0]));
                    }
                }
            }
        });
    }
}
