package org.dasllm.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What works row by row or element by element: gather, select, norm, rotary, gated activation. */
final class RowScenarios {
    private RowScenarios() {}

    static List<Scenario> all() {
        List<Scenario> scenarios = new ArrayList<>();
        for (boolean trainable : new boolean[] {false, true}) {
            scenarios.add(gather(1, 7, 5, trainable));
            scenarios.add(gather(40, 11, 64, trainable));
            scenarios.add(gather(19, 300, 33, trainable));
            scenarios.add(norm(1, 1, 8, 0, trainable));
            scenarios.add(norm(5, 1, 33, 0, trainable));
            scenarios.add(norm(70, 1, 64, 0, trainable));
            for (float offset : new float[] {0, 1}) {
                scenarios.add(norm(1, 1, 129, offset, trainable));
                scenarios.add(norm(1, 3, 8, offset, trainable));
                scenarios.add(norm(19, 4, 64, offset, trainable));
                scenarios.add(norm(70, 2, 5, offset, trainable));
            }
        }
        scenarios.add(select(9, 5, 3, 3, 0, 8, 3));
        scenarios.add(select(1, 64, 0));
        scenarios.add(argmax(1, 1));
        scenarios.add(argmax(3, 37));
        scenarios.add(argmax(4, 40_000));
        scenarios.add(select(6, 33, 5, 4, 3, 2, 1, 0));
        scenarios.add(rotary(1, 1, 8));
        scenarios.add(rotary(7, 3, 8));
        scenarios.add(rotary(33, 2, 64));
        for (Activation activation : Activation.values()) {
            scenarios.add(gate(1, 7, activation));
            scenarios.add(gate(5, 64, activation));
            scenarios.add(gate(70, 129, activation));
        }
        return scenarios;
    }

    private static Scenario gather(int rows, int vocabulary, int columns, boolean trainable) {
        String name = "gather %d of [%d, %d]%s".formatted(rows, vocabulary, columns, trainable ? ", trainable" : "");
        return new Scenario(name, (device, recording) -> {
            Values values = new Values(rows);
            Parameter table =
                    device.parameter(HostMatrix.of(vocabulary, columns, values.array(vocabulary * columns)), trainable);
            int[] ids = values.integers(rows, vocabulary);
            for (int call = 0; call < 2; call++) {
                try (Pass pass = device.trainingPass()) {
                    Result result = pass.gather(table, ids, 1.5f);
                    recording.tensor("output " + call, pass, result.output());
                    recording.backward("input gradient " + call, pass, result, values.array(rows * columns));
                }
                if (trainable) {
                    recording.put("table gradient " + call, table.readGradient());
                }
            }
        });
    }

    private static Scenario select(int inputRows, int columns, int... rows) {
        return new Scenario("select %d of [%d, %d]".formatted(rows.length, inputRows, columns), (device, recording) -> {
            Values values = new Values(inputRows);
            try (Pass pass = device.trainingPass()) {
                Result result = pass.select(values.upload(pass, inputRows, columns), rows);
                recording.tensor("output", pass, result.output());
                recording.backward("input gradient", pass, result, values.array(rows.length * columns));
            }
        });
    }

    /** Of equals the lowest place; none where there is a NaN, wherever it is. */
    private static Scenario argmax(int rows, int columns) {
        return new Scenario("argmax [%d, %d]".formatted(rows, columns), (device, recording) -> {
            float[] numbers = new Values(columns).array(rows * columns);
            int last = rows * columns - 1;
            numbers[last] = numbers[last - columns / 3] = 7;
            try (Pass pass = device.inferencePass()) {
                Tensor tensor = pass.upload(rows, columns, numbers);
                int[] places = pass.argmax(tensor);
                assertThat(places[rows - 1]).isEqualTo(columns - 1 - columns / 3);
                recording.put("places", Arrays.stream(places).asDoubleStream().toArray());
                numbers[columns / 2] = Float.NaN;
                places[0] = Argmax.NONE;
                assertThat(pass.argmax(pass.upload(rows, columns, numbers))).isEqualTo(places);
            }
        });
    }

    private static Scenario norm(int rows, int groups, int groupColumns, float offset, boolean trainable) {
        String name = "norm [%d, %d x %d], offset %s%s"
                .formatted(rows, groups, groupColumns, offset, trainable ? ", trainable" : "");
        return new Scenario(name, (device, recording) -> {
            int columns = groups * groupColumns;
            Values values = new Values(columns);
            Parameter weight = device.parameter(values.vector(groupColumns), trainable);
            for (int call = 0; call < 2; call++) {
                try (Pass pass = device.trainingPass()) {
                    Tensor input = values.upload(pass, rows, columns);
                    Result result = pass.norm(input, new RmsNorm(weight, 0.01f, offset));
                    recording.tensor("output " + call, pass, result.output());
                    recording.backward("input gradient " + call, pass, result, values.array(rows * columns));
                    recording.tensor("input afterwards " + call, pass, input);
                }
                if (trainable) {
                    recording.put("weight gradient " + call, weight.readGradient());
                }
            }
        });
    }

    private static Scenario rotary(int rows, int heads, int headSize) {
        return new Scenario("rotary [%d, %d x %d]".formatted(rows, heads, headSize), (device, recording) -> {
            Values values = new Values(headSize);
            Rotary rotary = Rotary.of(headSize, 10_000);
            int[] positions = values.integers(rows, 4_000);
            int columns = heads * headSize;
            try (Pass pass = device.trainingPass()) {
                Result result = pass.rotary(values.upload(pass, rows, columns), rotary, positions);
                recording.tensor("output", pass, result.output());
                recording.backward("input gradient", pass, result, values.array(rows * columns));
            }
        });
    }

    private static Scenario gate(int rows, int columns, Activation activation) {
        return new Scenario("gate [%d, %d] %s".formatted(rows, columns, activation), (device, recording) -> {
            Values values = new Values(columns);
            try (Pass pass = device.trainingPass()) {
                Tensor gate = pass.upload(rows, columns, values.array(rows * columns, 3));
                Tensor up = values.upload(pass, rows, columns);
                GatedResult result = pass.gate(gate, up, activation);
                recording.tensor("output", pass, result.output());
                Tensor gradient = values.upload(pass, rows, columns);
                GatedResult.Gradients gradients = result.backward(gradient);
                recording.tensor("gate gradient", pass, gradients.gate());
                recording.tensor("up gradient", pass, gradients.up());
                recording.tensor("output gradient afterwards", pass, gradient);
            }
        });
    }
}
