package org.dasllm.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Heads with a soft cap, and losses with a teacher. */
final class DistillationScenarios {
    private static final double[] BETAS = {0, 0.3, 1};
    private static final double[] TEMPERATURES = {0.5, 1, 3};

    private DistillationScenarios() {}

    static List<Scenario> all() {
        List<Scenario> scenarios = new ArrayList<>();
        for (double beta : BETAS) {
            for (double temperature : TEMPERATURES) {
                scenarios.add(local(9, 33, 257, beta, temperature, true));
                scenarios.add(recorded(9, 33, 257, 20, beta, temperature, true));
                scenarios.add(recorded(7, 8, 31, 31, beta, temperature, true));
            }
            scenarios.add(local(300, 24, 129, beta, 1, false));
            scenarios.add(recorded(300, 24, 129, 8, beta, 1, false));
        }
        // More than a device wants to hold the logits of at once.
        scenarios.add(local(96, 4, 60_000, 0, 2, false));
        scenarios.add(recorded(96, 4, 60_000, 5, 1, 2, false));
        scenarios.add(capped());
        scenarios.add(teacherThroughAnAdapter());
        return scenarios;
    }

    private static int[] targets(Values values, int rows, int vocabulary) {
        int[] targets = values.integers(rows, vocabulary);
        for (int row = 0; row < rows; row += 4) {
            targets[row] = Loss.IGNORED;
        }
        return targets;
    }

    private static void record(Recording recording, Pass pass, Loss loss) {
        recording.put("sum", loss.sum());
        recording.put("count and correct", (double) loss.count(), (double) loss.correct());
        recording.put("rows", loss.rows());
        recording.tensor("hidden gradient", pass, loss.backward(0.5));
    }

    private static Scenario local(
            int rows, int columns, int vocabulary, double beta, double temperature, boolean trainable) {
        String name = "local teacher, [%d, %d] on %d tokens, beta %s, temperature %s%s"
                .formatted(rows, columns, vocabulary, beta, temperature, trainable ? ", trainable" : "");
        return new Scenario(name, (device, recording) -> {
            Values values = new Values(rows);
            Parameter weight = device.parameter(values.weight(vocabulary, columns), trainable);
            Parameter teacher = device.parameter(values.weight(vocabulary, columns + 3), false);
            int[] targets = targets(values, rows, vocabulary);
            try (Pass pass = device.trainingPass()) {
                Tensor hidden = values.upload(pass, rows, columns);
                Tensor teacherHidden = pass.upload(rows, columns + 3, values.array(rows * (columns + 3), 2));
                Distillation.LocalTeacher local =
                        new Distillation.LocalTeacher(teacherHidden, new Head(Linear.of(teacher), 4));
                Distillation distillation = new Distillation(0.7, beta, temperature, local);
                record(
                        recording,
                        pass,
                        pass.loss(hidden, Head.of(Linear.of(weight)), new Targets(targets, distillation)));
                recording.tensor("hidden afterwards", pass, hidden);
                recording.tensor("teacher's hidden rows afterwards", pass, teacherHidden);
            }
            if (trainable) {
                recording.put("weight gradient", weight.readGradient());
            }
        });
    }

    private static Scenario recorded(
            int rows, int columns, int vocabulary, int k, double beta, double temperature, boolean trainable) {
        String name = "recorded teacher, %d of %d tokens, [%d, %d], beta %s, temperature %s%s"
                .formatted(k, vocabulary, rows, columns, beta, temperature, trainable ? ", trainable" : "");
        return new Scenario(name, (device, recording) -> {
            Values values = new Values(rows);
            Parameter weight = device.parameter(values.weight(vocabulary, columns), trainable);
            int[] targets = targets(values, rows, vocabulary);
            Distillation.RecordedTeacher teacher = record(values, rows, vocabulary, k);
            Distillation distillation = new Distillation(1, beta, temperature, teacher);
            try (Pass pass = device.trainingPass()) {
                Tensor hidden = values.upload(pass, rows, columns);
                Head head = new Head(Linear.of(weight), 2);
                record(recording, pass, pass.loss(hidden, head, new Targets(targets, distillation)));
            }
            if (trainable) {
                recording.put("weight gradient", weight.readGradient());
            }
        });
    }

    /**
     * Rows of random distributions over the first tokens, k in a row, fewer in every third one, and none in row 2.
     */
    private static Distillation.RecordedTeacher record(Values values, int rows, int vocabulary, int k) {
        int likely = Math.min(vocabulary, 1000);
        int[] tokens = new int[rows * k];
        float[] logProbabilities = new float[rows * k];
        for (int row = 0; row < rows; row++) {
            float[] logits = values.array(likely, 2);
            double sum = 0;
            for (float logit : logits) {
                sum += Math.exp(logit);
            }
            int first = values.integers(1, likely)[0];
            int named = row == 2 ? 0 : row % 3 == 0 ? k / 2 : k;
            for (int i = 0; i < k; i++) {
                int token = (first + i * 7) % likely;
                tokens[row * k + i] = i < named ? token : -1;
                logProbabilities[row * k + i] = i < named ? (float) (logits[token] - Math.log(sum)) : Float.NaN;
            }
        }
        return new Distillation.RecordedTeacher(k, tokens, logProbabilities);
    }

    private static Scenario capped() {
        return new Scenario("a capped head", (device, recording) -> {
            Values values = new Values(14);
            Parameter weight = device.parameter(values.weight(50, 16), true);
            Head head = new Head(Linear.of(weight), 3);
            int[] targets = targets(values, 12, 50);
            float[] x = values.array(12 * 16, 4);
            try (Pass pass = device.inferencePass()) {
                Tensor hidden = pass.upload(12, 16, x);
                recording.tensor("logits", pass, pass.logits(hidden, head));
                recording.tensor("hidden afterwards", pass, hidden);
            }
            try (Pass pass = device.trainingPass()) {
                record(recording, pass, pass.loss(pass.upload(12, 16, x), head, Targets.of(targets)));
            }
            recording.put("weight gradient", weight.readGradient());
        });
    }

    /** Its bias and adapter count, its dropout does not, and nothing of it learns. */
    private static Scenario teacherThroughAnAdapter() {
        return new Scenario("a local teacher with bias and adapter", (device, recording) -> {
            Values values = new Values(15);
            Parameter bias = device.parameter(values.vector(13), true);
            Parameter a = device.parameter(values.weight(2, 10), true);
            Parameter b = device.parameter(values.weight(13, 2), true);
            Linear layer = new Linear(
                    device.parameter(values.weight(13, 10), false),
                    bias,
                    new Linear.Adapter(a, b, 0.5f, null, new Dropout(0.5f, 1)));
            Parameter weight = device.parameter(values.weight(13, 6), true);
            int[] targets = targets(values, 21, 13);
            try (Pass pass = device.trainingPass(4)) {
                Tensor hidden = values.upload(pass, 21, 6);
                Distillation.LocalTeacher teacher =
                        new Distillation.LocalTeacher(values.upload(pass, 21, 10), Head.of(layer));
                Distillation distillation = new Distillation(0.5, 0, 1, teacher);
                record(
                        recording,
                        pass,
                        pass.loss(hidden, Head.of(Linear.of(weight)), new Targets(targets, distillation)));
            }
            recording.put("weight gradient", weight.readGradient());
            for (Parameter parameter : Arrays.asList(bias, a, b)) {
                recording.put(
                        "teacher's gradient [%d, %d]".formatted(parameter.rows(), parameter.columns()),
                        parameter.readGradient());
            }
        });
    }
}
