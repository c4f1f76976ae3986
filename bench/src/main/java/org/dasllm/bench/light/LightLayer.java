package org.dasllm.bench.light;

import java.util.List;
import org.dasllm.tensor.Activation;
import org.dasllm.tensor.AttentionResult;
import org.dasllm.tensor.AttentionShape;
import org.dasllm.tensor.GatedResult;
import org.dasllm.tensor.Linear;
import org.dasllm.tensor.ManyResults;
import org.dasllm.tensor.Packing;
import org.dasllm.tensor.Pass;
import org.dasllm.tensor.Result;
import org.dasllm.tensor.RmsNorm;
import org.dasllm.tensor.Rotary;
import org.dasllm.tensor.Tensor;

/**
 * One decoder layer as Llama has it, written on the contract alone: a host with a card needs nothing else of ours.
 *
 * @param attentionLinears queries, keys, values
 * @param gateLinears gate, up
 */
record LightLayer(
        AttentionShape shape,
        Rotary rotary,
        RmsNorm attentionNorm,
        List<Linear> attentionLinears,
        Linear output,
        RmsNorm feedForwardNorm,
        List<Linear> gateLinears,
        Linear down) {

    /** One forward, and its backward pass. */
    record Run(Tensor output, Back back) {}

    /** From the output's gradient to the input's. */
    interface Back {
        Tensor go(Tensor outputGradient);
    }

    Run forward(Pass pass, Tensor x, Packing packing) {
        int[] positions = packing.positions();
        Result norm1 = pass.norm(x, attentionNorm);
        ManyResults qkv = pass.linears(norm1.output(), attentionLinears);
        Result q = pass.rotary(qkv.outputs().get(0), rotary, positions);
        Result k = pass.rotary(qkv.outputs().get(1), rotary, positions);
        AttentionResult attention =
                pass.attention(q.output(), k.output(), qkv.outputs().get(2), shape, packing);
        Result h = pass.linear(attention.output(), output, x);
        Result norm2 = pass.norm(h.output(), feedForwardNorm);
        ManyResults gateUp = pass.linears(norm2.output(), gateLinears);
        GatedResult gated = pass.gate(gateUp.outputs().get(0), gateUp.outputs().get(1), Activation.SILU);
        Result y = pass.linear(gated.output(), down, h.output());
        return new Run(y.output(), dy -> {
            GatedResult.Gradients dGated = gated.backward(y.backward(dy));
            Tensor dh = norm2.backward(gateUp.backward(List.of(dGated.gate(), dGated.up())));
            pass.add(dh, dy);
            AttentionResult.Gradients d = attention.backward(h.backward(dh));
            Tensor dNorm1 = qkv.backward(List.of(q.backward(d.queries()), k.backward(d.keys()), d.values()));
            Tensor dx = norm1.backward(dNorm1);
            pass.add(dx, dh);
            return dx;
        });
    }
}
