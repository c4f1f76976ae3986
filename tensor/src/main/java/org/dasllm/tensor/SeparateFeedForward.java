package org.dasllm.tensor;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A feed-forward layer, one operation after the other. */
record SeparateFeedForward(ManyResults projected, GatedResult gated, Result down) implements Result {
    static SeparateFeedForward of(Pass pass, Tensor input, FeedForward layer, @Nullable Tensor residual) {
        ManyResults projected = pass.linears(input, layer.norm(), List.of(layer.gate(), layer.up()));
        List<Tensor> gateAndUp = projected.outputs();
        GatedResult gated = pass.gate(gateAndUp.get(0), gateAndUp.get(1), layer.activation());
        return new SeparateFeedForward(projected, gated, pass.linear(gated.output(), layer.down(), residual));
    }

    @Override
    public Tensor output() {
        return down.output();
    }

    @Override
    public Tensor backward(Tensor outputGradient) {
        GatedResult.Gradients gradients = gated.backward(down.backward(outputGradient));
        return projected.backward(List.of(gradients.gate(), gradients.up()));
    }
}
