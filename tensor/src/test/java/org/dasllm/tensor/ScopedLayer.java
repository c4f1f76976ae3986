package org.dasllm.tensor;

import java.util.List;

/** A small layer whose handles are thrown away and made again: norms by head, windowed and capped attention, dropout. */
final class ScopedLayer {
    static final int COLUMNS = 24;
    private static final Packing PACKING = new Packing(6, 11, 1);
    static final int ROWS = PACKING.rows();
    private static final AttentionShape SHAPE = new AttentionShape(4, 2, 6, 0.5f, 4, 2);
    private static final Rotary ROTARY = Rotary.of(6, 10_000);

    private final Parameter norm;
    private final Parameter headNorm;
    private final Parameter a;
    private final Parameter b;
    private final List<Linear> inputs;
    private final Linear out;

    ScopedLayer(Device device, Values values) {
        norm = device.parameter(values.vector(COLUMNS), true);
        headNorm = device.parameter(values.vector(6), true);
        a = device.parameter(values.weight(3, COLUMNS), true);
        b = device.parameter(values.weight(24, 3), true);
        Linear query = new Linear(
                device.parameter(values.weight(24, COLUMNS), false),
                null,
                new Linear.Adapter(a, b, 1, null, new Dropout(0.2f, 1)));
        inputs = List.of(
                query,
                Linear.of(device.parameter(values.weight(12, COLUMNS), false)),
                Linear.of(device.parameter(values.weight(12, COLUMNS), false)));
        out = Linear.of(device.parameter(values.weight(COLUMNS, 24), true));
    }

    /** One forward's handles. */
    record Run(
            Pass pass,
            Result norm,
            ManyResults inputs,
            Result headNorm,
            Result rotary,
            AttentionResult attention,
            GatedResult gate,
            Result last) {
        Tensor output() {
            return last.output();
        }

        Tensor backward(Tensor gradient) {
            GatedResult.Gradients gated = gate.backward(last.backward(gradient));
            AttentionResult.Gradients d = attention.backward(gated.gate());
            Tensor dQuery = headNorm.backward(rotary.backward(d.queries()));
            pass.add(dQuery, gated.up());
            Tensor dx = norm.backward(inputs.backward(List.of(dQuery, d.keys(), d.values())));
            pass.add(dx, gradient);
            return dx;
        }
    }

    Run run(Pass pass, Tensor x) {
        Result n = pass.norm(x, RmsNorm.of(norm, 1e-5f));
        ManyResults qkv = pass.linears(n.output(), inputs);
        Tensor query = qkv.outputs().get(0);
        Result h = pass.norm(query, new RmsNorm(headNorm, 1e-5f, 1));
        Result r = pass.rotary(h.output(), ROTARY, PACKING.positions());
        AttentionResult attention =
                pass.attention(r.output(), qkv.outputs().get(1), qkv.outputs().get(2), SHAPE, PACKING);
        GatedResult gate = pass.gate(attention.output(), query, Activation.GELU_TANH);
        return new Run(pass, n, qkv, h, r, attention, gate, pass.linear(gate.output(), out, x));
    }

    void record(Recording recording) {
        recording.put("norm's gradient", norm.readGradient());
        recording.put("head norm's gradient", headNorm.readGradient());
        recording.put("gradient of A", a.readGradient());
        recording.put("gradient of B", b.readGradient());
        recording.put("gradient of the last weight", out.weight().readGradient());
    }
}
