package org.dasllm.model.blocks;

import java.util.stream.Stream;
import org.dasllm.model.weights.LinearSpec;
import org.dasllm.model.weights.WeightSpec;
import org.dasllm.model.weights.Weights;
import org.dasllm.tensor.Activation;
import org.dasllm.tensor.CachedRows;
import org.dasllm.tensor.FeedForward;
import org.dasllm.tensor.KeyValueCache;
import org.dasllm.tensor.Packing;
import org.dasllm.tensor.Pass;
import org.dasllm.tensor.Result;
import org.dasllm.tensor.RmsNorm;
import org.dasllm.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * x + down(activation(gate(n)) · up(n)) with n = norm(x) (Shazeer, 2020, arXiv:2002.05202). Where the family has it, what
 * down gives is normed before it is added.
 */
public final class FeedForwardBlock implements Block {

    /**
     * What the block is made of.
     *
     * @param normAfter of the block's output, before it is added; null for none
     */
    public record Spec(
            NormSpec norm,
            LinearSpec gate,
            LinearSpec up,
            LinearSpec down,
            @Nullable NormSpec normAfter,
            Activation activation) {

        public Stream<LinearSpec> linears() {
            return Stream.of(gate, up, down);
        }

        public Stream<WeightSpec> weights() {
            return Stream.of(
                            Stream.of(norm.weight()),
                            linears().flatMap(LinearSpec::weights),
                            Stream.ofNullable(normAfter).map(NormSpec::weight))
                    .flatMap(part -> part);
        }
    }

    private final FeedForward layer;
    private final @Nullable RmsNorm normAfter;

    public FeedForwardBlock(Spec spec, Weights weights) {
        this.layer = new FeedForward(
                spec.norm().on(weights),
                weights.linear(spec.gate()),
                weights.linear(spec.up()),
                weights.linear(spec.down()),
                spec.activation());
        NormSpec after = spec.normAfter();
        this.normAfter = after == null ? null : after.on(weights);
    }

    @Override
    public boolean trainable() {
        return layer.norm().weight().trainable()
                || Stream.of(layer.gate(), layer.up(), layer.down()).anyMatch(TrainableLayers::isTrainable)
                || (normAfter != null && normAfter.weight().trainable());
    }

    @Override
    public Result forward(Pass pass, Tensor input, Packing packing) {
        Result out = forward(pass, input); // [rows, hidden]
        return new Step(out.output(), outputGradient -> {
            Tensor inputGradient = out.backward(outputGradient);
            pass.add(inputGradient, outputGradient);
            return inputGradient;
        });
    }

    @Override
    public Tensor forward(Pass pass, Tensor input, KeyValueCache cache, CachedRows rows) {
        return forward(pass, input).output();
    }

    /** The backward pass leaves out the residual's gradient. */
    private Result forward(Pass pass, Tensor input) {
        RmsNorm after = normAfter;
        if (after == null) {
            return pass.feedForward(input, layer, input);
        }
        Result inner = pass.feedForward(input, layer, null);
        return ResidualProjection.addNormed(pass, inner, after, input);
    }
}
