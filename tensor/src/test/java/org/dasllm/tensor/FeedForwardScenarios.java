package org.dasllm.tensor;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Gated feed-forward layers, and linear layers on a normed input. */
final class FeedForwardScenarios {
    private static final int[][] SHAPES = {{3, 37, 71}, {17, 64, 24}, {70, 33, 129}, {300, 48, 160}};

    private FeedForwardScenarios() {}

    /** What the three layers have besides their weights. */
    private enum Extra {
        NOTHING(false, false, false),
        TRAINABLE_WEIGHTS(false, false, false),
        TRAINABLE_BIASES(false, false, false),
        ADAPTERS(true, false, false),
        ADAPTERS_AND_BIASES(true, false, false),
        DROPOUT(true, false, true),
        DORA(true, true, false),
        DORA_AND_DROPOUT(true, true, true),
        QUANTISED(true, false, false);

        final boolean adapters;
        final boolean dora;
        final boolean drops;

        Extra(boolean adapters, boolean dora, boolean drops) {
            this.adapters = adapters;
            this.dora = dora;
            this.drops = drops;
        }
    }

    static List<Scenario> all() {
        List<Scenario> scenarios = new ArrayList<>();
        for (int[] shape : SHAPES) {
            for (Extra extra : Extra.values()) {
                boolean residual = extra != Extra.NOTHING && extra != Extra.DORA;
                scenarios.add(layer(shape[0], shape[1], shape[2], extra, residual));
            }
        }
        scenarios.add(recomputed());
        scenarios.add(normedLinears());
        return scenarios;
    }

    /** A layer, and what learns in it by name. */
    private record Learning(FeedForward layer, Map<String, Parameter> trainable) {
        static Learning of(Device device, Values values, int hidden, int inner, Extra extra) {
            Map<String, Parameter> trainable = new LinkedHashMap<>();
            boolean trainableNorm = extra != Extra.ADAPTERS;
            Parameter norm = device.parameter(values.vector(hidden), trainableNorm);
            if (trainableNorm) {
                trainable.put("norm", norm);
            }
            Linear gate = linear(device, values, "gate", inner, hidden, extra, trainable);
            Linear up = linear(device, values, "up", inner, hidden, extra, trainable);
            Linear down = linear(device, values, "down", hidden, inner, extra, trainable);
            Activation activation = inner % 2 == 0 ? Activation.SILU : Activation.GELU_TANH;
            return new Learning(new FeedForward(new RmsNorm(norm, 1e-5f, 0.5f), gate, up, down, activation), trainable);
        }

        private static Linear linear(
                Device device,
                Values values,
                String name,
                int out,
                int in,
                Extra extra,
                Map<String, Parameter> trainable) {
            boolean learnt = extra == Extra.TRAINABLE_WEIGHTS;
            Parameter weight = extra == Extra.QUANTISED
                    ? device.quantised(values.quantised(out, in))
                    : device.parameter(values.weight(out, in), learnt);
            if (learnt) {
                trainable.put(name, weight);
            }
            Parameter bias = switch (extra) {
                case TRAINABLE_WEIGHTS, TRAINABLE_BIASES -> device.parameter(values.vector(out), true);
                case ADAPTERS_AND_BIASES -> device.parameter(values.vector(out), false);
                default -> null;
            };
            if (bias != null && bias.trainable()) {
                trainable.put(name + " bias", bias);
            }
            return new Linear(weight, bias, adapter(device, values, name, out, in, extra, trainable));
        }

        private static Linear.@Nullable Adapter adapter(
                Device device,
                Values values,
                String name,
                int out,
                int in,
                Extra extra,
                Map<String, Parameter> trainable) {
            if (!extra.adapters) {
                return null;
            }
            int rank = name.equals("up") ? 3 : 8;
            Parameter a = device.parameter(values.weight(rank, in), true);
            Parameter b = device.parameter(values.weight(out, rank), true);
            Parameter magnitude = extra.dora ? device.parameter(values.vector(out), true) : null;
            trainable.put(name + " A", a);
            trainable.put(name + " B", b);
            if (magnitude != null) {
                trainable.put(name + " magnitude", magnitude);
            }
            return new Linear.Adapter(a, b, 0.75f, magnitude, extra.drops ? new Dropout(0.3f, name.length()) : null);
        }

        void record(Recording recording) {
            trainable.forEach((name, parameter) -> recording.put("gradient of " + name, parameter.readGradient()));
        }
    }

    private static Scenario layer(int rows, int hidden, int inner, Extra extra, boolean residual) {
        String name =
                "feed-forward [%d, %d] by %d, %s%s".formatted(rows, hidden, inner, extra, residual ? ", residual" : "");
        return new Scenario(name, (device, recording) -> {
            Values values = new Values(rows + 31L * hidden);
            Learning learning = Learning.of(device, values, hidden, inner, extra);
            float[] x = values.array(rows * hidden);
            float[] added = values.array(rows * hidden);
            try (Pass pass = device.inferencePass()) {
                Result result = pass.feedForward(
                        pass.upload(rows, hidden, x),
                        learning.layer(),
                        residual ? pass.upload(rows, hidden, added) : null);
                recording.tensor("inference output", pass, result.output());
            }
            try (Pass pass = device.trainingPass(12)) {
                Tensor input = pass.upload(rows, hidden, x);
                Tensor stream = residual ? pass.upload(rows, hidden, added) : null;
                Result result = pass.feedForward(input, learning.layer(), stream);
                recording.tensor("output", pass, result.output());
                recording.backward("input gradient", pass, result, values.array(rows * hidden));
                recording.tensor("input afterwards", pass, input);
                if (stream != null) {
                    recording.tensor("residual afterwards", pass, stream);
                }
            }
            learning.record(recording);
        });
    }

    /** The input is the residual too, and each layer is made again in its backward. */
    private static Scenario recomputed() {
        return new Scenario("feed-forward layers that are computed again in their backward", (device, recording) -> {
            Values values = new Values(41);
            Learning learning = Learning.of(device, values, 24, 40, Extra.DROPOUT);
            try (Pass pass = device.trainingPass(9)) {
                Tensor first = values.upload(pass, 37, 24);
                Tensor second = pass.scope(
                        () -> pass.feedForward(first, learning.layer(), first).output());
                Tensor third = pass.scope(
                        () -> pass.feedForward(second, learning.layer(), second).output());
                recording.tensor("output", pass, third);
                Tensor gradient = values.upload(pass, 37, 24);
                for (Tensor input : List.of(second, first)) {
                    Tensor outputGradient = gradient;
                    gradient = pass.scope(() -> {
                        Tensor inner =
                                pass.feedForward(input, learning.layer(), input).backward(outputGradient);
                        pass.add(inner, outputGradient);
                        return inner;
                    });
                }
                recording.tensor("input gradient", pass, gradient);
            }
            learning.record(recording);
        });
    }

    private static Scenario normedLinears() {
        return new Scenario("three layers on one normed input", (device, recording) -> {
            Values values = new Values(42);
            Parameter weight = device.parameter(values.vector(20), true);
            Map<String, Parameter> trainable = new LinkedHashMap<>(Map.of("norm", weight));
            List<Linear> layers = List.of(
                    Learning.linear(device, values, "one", 9, 40, Extra.ADAPTERS_AND_BIASES, trainable),
                    Learning.linear(device, values, "two", 24, 40, Extra.DROPOUT, trainable),
                    Learning.linear(device, values, "three", 17, 40, Extra.TRAINABLE_BIASES, trainable));
            RmsNorm norm = new RmsNorm(weight, 1e-5f, 1);
            float[] x = values.array(53 * 40);
            try (Pass pass = device.inferencePass()) {
                List<Tensor> outputs =
                        pass.linears(pass.upload(53, 40, x), norm, layers).outputs();
                for (int i = 0; i < 3; i++) {
                    recording.tensor("inference output " + i, pass, outputs.get(i));
                }
            }
            try (Pass pass = device.trainingPass(2)) {
                Tensor input = pass.upload(53, 40, x);
                ManyResults results = pass.linears(input, norm, layers);
                List<Tensor> gradients = new ArrayList<>();
                for (Tensor output : results.outputs()) {
                    recording.tensor("output " + gradients.size(), pass, output);
                    gradients.add(values.upload(pass, 53, output.columns()));
                }
                recording.tensor("input gradient", pass, results.backward(gradients));
                recording.tensor("input afterwards", pass, input);
                recording.tensor("an output's gradient afterwards", pass, gradients.get(2));
            }
            trainable.forEach((name, parameter) -> recording.put("gradient of " + name, parameter.readGradient()));
        });
    }
}
