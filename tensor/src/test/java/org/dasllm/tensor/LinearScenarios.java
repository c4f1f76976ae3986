package org.dasllm.tensor;

import java.util.ArrayList;
import java.util.List;

/** Linear layers: every combination of bias, adapter and residual, frozen and trainable, in awkward shapes. */
final class LinearScenarios {
    private static final int[][] SHAPES = {{1, 5, 7}, {1, 64, 33}, {3, 7, 5}, {17, 64, 24}, {70, 33, 129}};

    private LinearScenarios() {}

    static List<Scenario> all() {
        List<Scenario> scenarios = new ArrayList<>();
        for (int[] shape : SHAPES) {
            for (int rank : new int[] {0, 1, 8}) {
                for (boolean extras : new boolean[] {false, true}) {
                    for (boolean trainable : new boolean[] {false, true}) {
                        scenarios.add(linear(shape[0], shape[1], shape[2], rank, extras, trainable));
                    }
                }
            }
        }
        scenarios.add(sharedWeight());
        return scenarios;
    }

    /** An adapter learns in each of them; weight and bias only where they are trainable. */
    private static Scenario linear(int rows, int in, int out, int rank, boolean extras, boolean trainable) {
        String name = "linear [%d, %d] to %d%s%s%s"
                .formatted(
                        rows,
                        in,
                        out,
                        rank > 0 ? ", adapter of rank " + rank : "",
                        extras ? ", bias and residual" : "",
                        trainable ? ", trainable" : "");
        return new Scenario(name, (device, recording) -> {
            Values values = new Values(rows + 31L * in + 57L * rank);
            Parameter weight = device.parameter(values.weight(out, in), trainable);
            Parameter bias = device.parameter(values.vector(out), trainable);
            Parameter a = device.parameter(values.weight(Math.max(rank, 1), in), true);
            Parameter b = device.parameter(values.weight(out, Math.max(rank, 1)), true);
            Linear layer = new Linear(weight, extras ? bias : null, rank > 0 ? new Linear.Adapter(a, b, 0.75f) : null);
            float[] x = values.array(rows * in);
            float[] residual = values.array(rows * out);
            try (Pass pass = device.inferencePass()) {
                Tensor input = pass.upload(rows, in, x);
                recording.tensor(
                        "inference output",
                        pass,
                        forward(pass, input, layer, residual, extras).output());
            }
            try (Pass pass = device.trainingPass()) {
                Tensor input = pass.upload(rows, in, x);
                Result result = forward(pass, input, layer, residual, extras);
                recording.tensor("output", pass, result.output());
                recording.backward("input gradient", pass, result, values.array(rows * out));
                recording.tensor("input afterwards", pass, input);
            }
            if (trainable) {
                recording.put("weight gradient", weight.readGradient());
                recording.put("bias gradient", bias.readGradient());
            }
            recording.put("gradient of A", a.readGradient());
            recording.put("gradient of B", b.readGradient());
        });
    }

    private static Result forward(Pass pass, Tensor input, Linear layer, float[] residual, boolean extras) {
        return pass.linear(input, layer, extras ? pass.upload(input.rows(), layer.outputs(), residual) : null);
    }

    /** Two passes through the same parameters: the gradients add up. */
    private static Scenario sharedWeight() {
        return new Scenario("linear twice through the same weights", (device, recording) -> {
            Values values = new Values(5);
            Parameter weight = device.parameter(values.weight(9, 9), true);
            Parameter bias = device.parameter(values.vector(9), true);
            Parameter a = device.parameter(values.weight(2, 9), true);
            Parameter b = device.parameter(values.weight(9, 2), true);
            Linear layer = new Linear(weight, bias, new Linear.Adapter(a, b, 2));
            for (int call = 0; call < 2; call++) {
                try (Pass pass = device.trainingPass()) {
                    Tensor input = values.upload(pass, 6, 9);
                    Result first = pass.linear(input, layer, input);
                    Result second = pass.linear(first.output(), layer);
                    Tensor middle = second.backward(values.upload(pass, 6, 9));
                    Tensor last = first.backward(middle);
                    pass.add(last, middle);
                    recording.tensor("input gradient " + call, pass, last);
                }
                recording.put("weight gradient " + call, weight.readGradient());
                recording.put("bias gradient " + call, bias.readGradient());
                recording.put("gradient of A " + call, a.readGradient());
                recording.put("gradient of B " + call, b.readGradient());
            }
        });
    }
}
