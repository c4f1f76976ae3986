package org.dasllm.model.blocks;

import java.util.stream.Stream;
import org.dasllm.model.weights.LinearSpec;
import org.dasllm.model.weights.WeightSpec;
import org.dasllm.model.weights.Weights;
import org.dasllm.tensor.Activation;
import org.dasllm.tensor.CachedRows;
import org.dasllm.tensor.GatedResult;
import org.dasllm.tensor.KeyValueCache;
import org.dasllm.tensor.Linear;
import org.dasllm.tensor.Packing;
import org.dasllm.tensor.Pass;
import org.dasllm.tensor.Result;
import org.dasllm.tensor.RmsNorm;
import org.dasllm.tensor.Tensor;

/** x + down(activation(gate(n)) · up(n)) with n = norm(x) (Shazeer, 2020, arXiv:2002.05202). */
public final class FeedForwardBlock implements Block {

    /** What the block is made of. */
    public record Spec(
            WeightSpec norm, float epsilon, LinearSpec gate, LinearSpec up, LinearSpec down, Activation activation) {

        public Stream<LinearSpec> linears() {
            return Stream.of(gate, up, down);
        }

        public Stream<WeightSpec> weights() {
            return Stream.concat(Stream.of(norm), linears().flatMap(LinearSpec::weights));
        }
    }

    private final Spec spec;
    private final RmsNorm norm;
    private final Linear gate;
    private final Linear up;
    private final Linear down;

    public FeedForwardBlock(Spec spec, Weights weights) {
        this.spec = spec;
        this.norm = RmsNorm.of(weights.parameter(spec.norm()), spec.epsilon());
        this.gate = weights.linear(spec.gate());
        this.up = weights.linear(spec.up());
        this.down = weights.linear(spec.down());
    }

    @Override
    public boolean trainable() {
        return norm.weight().trainable() || Stream.of(gate, up, down).anyMatch(Learning::in);
    }

    @Override
    public Result forward(Pass pass, Tensor input, Packing packing) {
        Result normed = pass.norm(input, norm); // [rows, hidden]
        Result g = pass.linear(normed.output(), gate); // [rows, intermediate]
        Result u = pass.linear(normed.output(), up); // [rows, intermediate]
        GatedResult gated = pass.gate(g.output(), u.output(), spec.activation());
        Result out = pass.linear(gated.output(), down, input); // [rows, hidden]
        return new Step(out.output(), outputGradient -> {
            GatedResult.Gradients gradients = gated.backward(out.backward(outputGradient));
            Tensor normedGradient = u.backward(gradients.up());
            pass.add(normedGradient, g.backward(gradients.gate()));
            Tensor inputGradient = normed.backward(normedGradient);
            pass.add(inputGradient, outputGradient);
            return inputGradient;
        });
    }

    @Override
    public Tensor forward(Pass pass, Tensor input, KeyValueCache cache, CachedRows rows) {
        Tensor normed = pass.norm(input, norm).output();
        Tensor g = pass.linear(normed, gate).output();
        Tensor u = pass.linear(normed, up).output();
        return pass.linear(pass.gate(g, u, spec.activation()).output(), down, input)
                .output();
    }
}
