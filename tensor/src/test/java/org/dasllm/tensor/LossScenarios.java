package org.dasllm.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;

/** The output head and its loss. */
final class LossScenarios {
    private LossScenarios() {}

    static List<Scenario> all() {
        List<Scenario> scenarios = new ArrayList<>();
        for (boolean trainable : new boolean[] {false, true}) {
            scenarios.add(loss("every row has a target", 1, 8, 11, trainable, 1, row -> true));
            scenarios.add(loss("every row has a target", 9, 33, 257, trainable, 1, row -> true));
            scenarios.add(loss("every third row has a target", 300, 64, 129, trainable, 1, row -> row % 3 == 1));
            scenarios.add(loss("the last row has a target", 17, 8, 31, trainable, 1, row -> row == 16));
            scenarios.add(loss("no row has a target", 5, 8, 11, trainable, 1, row -> false));
            scenarios.add(loss("logits in the hundreds", 12, 16, 50, trainable, 100, row -> row != 2));
        }
        scenarios.add(biasAndAdapter());
        scenarios.add(tied());
        return scenarios;
    }

    private static int[] targets(Values values, int rows, int vocabulary, IntPredicate has) {
        int[] targets = values.integers(rows, vocabulary);
        for (int row = 0; row < rows; row++) {
            targets[row] = has.test(row) ? targets[row] : Loss.IGNORED;
        }
        return targets;
    }

    private static void record(Recording recording, Loss loss) {
        recording.put("sum", loss.sum());
        recording.put("count and correct", (double) loss.count(), (double) loss.correct());
        recording.put("rows", loss.rows());
    }

    private static Scenario loss(
            String what, int rows, int columns, int vocabulary, boolean trainable, double size, IntPredicate has) {
        String name = "cross-entropy [%d, %d] on %d tokens, %s%s"
                .formatted(rows, columns, vocabulary, what, trainable ? ", trainable" : "");
        return new Scenario(name, (device, recording) -> {
            Values values = new Values(rows);
            Parameter weight = device.parameter(values.weight(vocabulary, columns), trainable);
            int[] targets = targets(values, rows, vocabulary, has);
            try (Pass pass = device.trainingPass()) {
                Tensor hidden = pass.upload(rows, columns, values.array(rows * columns, size));
                Loss loss = pass.loss(hidden, Head.of(Linear.of(weight)), Targets.of(targets));
                record(recording, loss);
                recording.tensor("hidden gradient", pass, loss.backward(3));
                recording.tensor("hidden afterwards", pass, hidden);
            }
            if (trainable) {
                recording.put("weight gradient", weight.readGradient());
            }
        });
    }

    private static Scenario biasAndAdapter() {
        return new Scenario("cross-entropy through a head with bias and adapter", (device, recording) -> {
            Values values = new Values(8);
            Parameter weight = device.parameter(values.weight(13, 10), true);
            Parameter bias = device.parameter(values.vector(13), true);
            Parameter a = device.parameter(values.weight(2, 10), true);
            Parameter b = device.parameter(values.weight(13, 2), true);
            Linear head = new Linear(weight, bias, new Linear.Adapter(a, b, 0.5f));
            int[] targets = targets(values, 21, 13, row -> row % 4 != 0);
            try (Pass pass = device.trainingPass()) {
                Loss loss = pass.loss(values.upload(pass, 21, 10), Head.of(head), Targets.of(targets));
                record(recording, loss);
                recording.tensor("hidden gradient", pass, loss.backward(0.5));
            }
            recording.put("weight gradient", weight.readGradient());
            recording.put("bias gradient", bias.readGradient());
            recording.put("gradient of A", a.readGradient());
            recording.put("gradient of B", b.readGradient());
        });
    }

    /** One table at both ends of the model: its gradient is the sum of both uses. */
    private static Scenario tied() {
        return new Scenario("embedding and head tied", (device, recording) -> {
            Values values = new Values(9);
            Parameter table = device.parameter(values.weight(19, 12), true);
            Parameter weight = device.parameter(values.vector(12), true);
            int[] ids = values.integers(15, 19);
            int[] targets = Arrays.copyOfRange(ids, 1, 16);
            targets[14] = Loss.IGNORED;
            try (Pass pass = device.trainingPass()) {
                Result rows = pass.gather(table, ids, 2);
                Result norm = pass.norm(rows.output(), RmsNorm.of(weight, 1e-5f));
                Loss loss = pass.loss(norm.output(), Head.of(Linear.of(table)), Targets.of(targets));
                record(recording, loss);
                rows.backward(norm.backward(loss.backward(1)));
            }
            recording.put("table gradient", table.readGradient());
            recording.put("norm gradient", weight.readGradient());
        });
    }
}
