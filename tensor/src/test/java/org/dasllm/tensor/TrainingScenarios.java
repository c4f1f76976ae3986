package org.dasllm.tensor;

import java.util.List;

/** Several operations one after the other: a transformer block, and an optimiser at work. */
final class TrainingScenarios {
    private TrainingScenarios() {}

    static List<Scenario> all() {
        return List.of(block(), optimiser(0), optimiser(0.1));
    }

    /** One block as a Llama has it, all weights frozen but the adapters on the query projection. */
    private static Scenario block() {
        return new Scenario("a transformer block", (device, recording) -> {
            Values values = new Values(21);
            AttentionShape shape = new AttentionShape(4, 2, 8, 0.35f);
            Packing packing = new Packing(6, 11, 1);
            Rotary rotary = Rotary.of(8, 10_000);
            Parameter norm1 = device.parameter(values.vector(24), true);
            Parameter norm2 = device.parameter(values.vector(24), true);
            Parameter a = device.parameter(values.weight(3, 24), true);
            Parameter b = device.parameter(values.weight(32, 3), true);
            Linear query =
                    new Linear(device.parameter(values.weight(32, 24), false), null, new Linear.Adapter(a, b, 1.5f));
            Linear key = Linear.of(device.parameter(values.weight(16, 24), false));
            Linear value = Linear.of(device.parameter(values.weight(16, 24), false));
            Linear out = Linear.of(device.parameter(values.weight(24, 32), false));
            Linear gate = Linear.of(device.parameter(values.weight(40, 24), false));
            Linear up = Linear.of(device.parameter(values.weight(40, 24), false));
            Linear down = Linear.of(device.parameter(values.weight(24, 40), false));
            try (Pass pass = device.trainingPass()) {
                Tensor x = values.upload(pass, packing.rows(), 24);
                Result n1 = pass.norm(x, RmsNorm.of(norm1, 1e-5f));
                Result q = pass.linear(n1.output(), query);
                Result k = pass.linear(n1.output(), key);
                Result v = pass.linear(n1.output(), value);
                Result rq = pass.rotary(q.output(), rotary, packing.positions());
                Result rk = pass.rotary(k.output(), rotary, packing.positions());
                AttentionResult attention = pass.attention(rq.output(), rk.output(), v.output(), shape, packing);
                Result h = pass.linear(attention.output(), out, x);
                Result n2 = pass.norm(h.output(), RmsNorm.of(norm2, 1e-5f));
                Result g = pass.linear(n2.output(), gate);
                Result u = pass.linear(n2.output(), up);
                GatedResult gated = pass.gate(g.output(), u.output(), Activation.SILU);
                Result y = pass.linear(gated.output(), down, h.output());
                recording.tensor("output", pass, y.output());

                Tensor dy = values.upload(pass, packing.rows(), 24);
                GatedResult.Gradients dGated = gated.backward(y.backward(dy));
                Tensor dn2 = g.backward(dGated.gate());
                pass.add(dn2, u.backward(dGated.up()));
                Tensor dh = n2.backward(dn2);
                pass.add(dh, dy);
                AttentionResult.Gradients d = attention.backward(h.backward(dh));
                Tensor dn1 = q.backward(rq.backward(d.queries()));
                pass.add(dn1, k.backward(rk.backward(d.keys())));
                pass.add(dn1, v.backward(d.values()));
                Tensor dx = n1.backward(dn1);
                pass.add(dx, dh);
                recording.tensor("input gradient", pass, dx);
            }
            recording.put("gradient of A", a.readGradient());
            recording.put("gradient of B", b.readGradient());
            recording.put("first norm's gradient", norm1.readGradient());
            recording.put("second norm's gradient", norm2.readGradient());
        });
    }

    /** Ten updates, each seen by the next forward. */
    private static Scenario optimiser(double weightDecay) {
        String name = "AdamW, ten updates, weight decay " + weightDecay;
        return new Scenario(name, (device, recording) -> {
            Values values = new Values(31);
            OptimisedLayer layer = new OptimisedLayer(device, values);
            List<float[]> before =
                    layer.parameters().stream().map(Parameter::read).toList();
            AdamW adamW = device.adamW(layer.parameters(), new AdamW.Settings(0.9, 0.99, 1e-8, weightDecay));
            for (int step = 0; step < 10; step++) {
                recording.put("loss " + step, layer.backward(values));
                recording.put("gradient norm " + step, adamW.gradientNorm());
                adamW.step(0.02, 0.5);
            }
            recording.put("steps", (double) adamW.steps());
            recording.put("gradient norm at the end", adamW.gradientNorm());
            for (int i = 0; i < before.size(); i++) {
                float[] change = layer.parameters().get(i).read();
                for (int j = 0; j < change.length; j++) {
                    change[j] -= before.get(i)[j];
                }
                recording.put("change of parameter " + i, change);
                recording.put("first moment " + i, adamW.readMoments(i)[0]);
                recording.put("second moment " + i, adamW.readMoments(i)[1]);
            }
        });
    }
}
