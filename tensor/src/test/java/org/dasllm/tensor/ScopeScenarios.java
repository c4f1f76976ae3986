package org.dasllm.tensor;

import java.util.ArrayList;
import java.util.List;

/** Several layers on one input, and work whose memory is given back before the pass ends. */
final class ScopeScenarios {
    private ScopeScenarios() {}

    static List<Scenario> all() {
        List<Scenario> scenarios = new ArrayList<>();
        for (int rows : new int[] {1, 19}) {
            scenarios.add(manyLayers(rows, false));
            scenarios.add(manyLayers(rows, true));
        }
        scenarios.add(recomputedBlock());
        scenarios.add(results());
        scenarios.add(inference());
        return scenarios;
    }

    /** Three layers, or one, with everything that a layer can have. */
    private static Scenario manyLayers(int rows, boolean one) {
        String name = "%s on one input of %d rows".formatted(one ? "one layer" : "three layers", rows);
        return new Scenario(name, (device, recording) -> {
            Values values = new Values(rows);
            Parameter a = device.parameter(values.weight(2, 24), true);
            Parameter b = device.parameter(values.weight(16, 2), true);
            Parameter magnitude = device.parameter(values.vector(16), true);
            Parameter weight = device.parameter(values.weight(9, 24), true);
            Parameter bias = device.parameter(values.vector(9), true);
            Linear dora = new Linear(
                    device.parameter(values.weight(16, 24), false),
                    null,
                    new Linear.Adapter(a, b, 0.5f, magnitude, new Dropout(0.25f, 1)));
            Linear plain = new Linear(weight, bias, null);
            Linear quantised = Linear.of(device.quantised(values.quantised(32, 24)));
            List<Linear> layers = one ? List.of(dora) : List.of(dora, plain, quantised);
            try (Pass pass = device.trainingPass(2)) {
                Tensor input = values.upload(pass, rows, 24);
                ManyResults results = pass.linears(input, layers);
                List<Tensor> gradients = new ArrayList<>();
                for (Tensor output : results.outputs()) {
                    recording.tensor("output " + gradients.size(), pass, output);
                    gradients.add(values.upload(pass, rows, output.columns()));
                }
                recording.tensor("input gradient", pass, results.backward(gradients));
                recording.tensor("input afterwards", pass, input);
                recording.tensor("an output's gradient afterwards", pass, gradients.get(0));
            }
            recording.put("gradient of A", a.readGradient());
            recording.put("gradient of B", b.readGradient());
            recording.put("gradient of the magnitude", magnitude.readGradient());
            recording.put("gradient of the weight", weight.readGradient());
            recording.put("gradient of the bias", bias.readGradient());
        });
    }

    /** Three layers of attention and gate, of which only the inputs are kept: a backward computes each again. */
    private static Scenario recomputedBlock() {
        return new Scenario("layers that are computed again in their backward", (device, recording) -> {
            Values values = new Values(22);
            ScopedLayer layer = new ScopedLayer(device, values);
            try (Pass pass = device.trainingPass(6)) {
                Tensor input = values.upload(pass, ScopedLayer.ROWS, ScopedLayer.COLUMNS);
                List<Tensor> inputs = new ArrayList<>(List.of(input));
                for (int i = 0; i < 3; i++) {
                    Tensor from = inputs.get(i);
                    inputs.add(pass.scope(() -> layer.run(pass, from).output()));
                    recording.tensor("output " + i, pass, inputs.get(i + 1));
                }
                Tensor gradient = values.upload(pass, ScopedLayer.ROWS, ScopedLayer.COLUMNS);
                for (int i = 2; i >= 0; i--) {
                    Tensor from = inputs.get(i);
                    Tensor outputGradient = gradient;
                    gradient = pass.scope(() -> {
                        ScopedLayer.Run again = layer.run(pass, from);
                        return pass.scope(() -> again.backward(outputGradient));
                    });
                    recording.tensor("gradient " + i, pass, gradient);
                }
                for (int i = 0; i < inputs.size(); i++) {
                    recording.tensor("output afterwards " + i, pass, inputs.get(i));
                }
            }
            layer.record(recording);
        });
    }

    /** Where a scope's result may come from, with other tensors before and behind it, in the scope and around it. */
    private static Scenario results() {
        return new Scenario("what a scope may return", (device, recording) -> {
            Values values = new Values(23);
            Linear layer = Linear.of(device.parameter(values.weight(12, 12), true));
            Rotary rotary = Rotary.of(12, 100);
            try (Pass pass = device.trainingPass()) {
                Tensor outer = values.upload(pass, 40, 12);
                Result before = pass.linear(outer, layer);
                Tensor made = pass.scope(() -> {
                    values.upload(pass, 300, 12);
                    Tensor result = pass.linear(outer, layer).output();
                    values.upload(pass, 500, 12);
                    return result;
                });
                Tensor small = pass.scope(() -> {
                    Tensor large = values.upload(pass, 400, 12);
                    return pass.select(large, new int[] {399, 0, 17}).output();
                });
                Tensor same = pass.scope(() -> {
                    pass.add(made, values.upload(pass, 40, 12));
                    return made;
                });
                Tensor turned = pass.scope(() -> {
                    Tensor copy = values.upload(pass, 40, 12);
                    return pass.rotary(copy, rotary, values.integers(40, 50)).output();
                });
                Tensor nested = pass.scope(() -> {
                    Tensor first = pass.scope(() -> pass.linear(made, layer).output());
                    Tensor second = pass.scope(() -> values.upload(pass, 40, 12));
                    Tensor third = pass.scope(() ->
                            pass.scope(() -> pass.linear(first, layer, second).output()));
                    pass.add(third, first);
                    return third;
                });
                Tensor gradient = pass.scope(() -> before.backward(nested));
                Tensor last = values.upload(pass, 600, 12);
                recording.tensor("outer", pass, outer);
                recording.tensor("before", pass, before.output());
                recording.tensor("made", pass, made);
                recording.tensor("small", pass, small);
                recording.tensor("same", pass, same);
                recording.tensor("turned", pass, turned);
                recording.tensor("nested", pass, nested);
                recording.tensor("gradient", pass, gradient);
                recording.tensor("last", pass, last);
            }
            recording.put("weight gradient", layer.weight().readGradient());
        });
    }

    private static Scenario inference() {
        return new Scenario("scopes in an inference pass", (device, recording) -> {
            Values values = new Values(24);
            ScopedLayer layer = new ScopedLayer(device, values);
            try (Pass pass = device.inferencePass()) {
                Tensor x = values.upload(pass, ScopedLayer.ROWS, ScopedLayer.COLUMNS);
                for (int i = 0; i < 3; i++) {
                    Tensor from = x;
                    x = pass.scope(() -> layer.run(pass, from).output());
                    recording.tensor("output " + i, pass, x);
                }
            }
        });
    }
}
