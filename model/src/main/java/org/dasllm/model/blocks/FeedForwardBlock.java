package org.dasllm.model.blocks;

import java.util.List;
import java.util.stream.Stream;
import org.dasllm.model.weights.LinearSpec;
import org.dasllm.model.weights.WeightSpec;
import org.dasllm.model.weights.Weights;
import org.dasllm.tensor.Activation;
import org.dasllm.tensor.CachedRows;
import org.dasllm.tensor.GatedResult;
import org.dasllm.tensor.KeyValueCache;
import org.dasllm.tensor.Linear;
import org.dasllm.tensor.ManyResults;
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

    private final Spec spec;
    private final RmsNorm norm;
    private final List<Linear> inputs;
    private final Exit exit;

    public FeedForwardBlock(Spec spec, Weights weights) {
        this.spec = spec;
        this.norm = spec.norm().on(weights);
        this.inputs = Stream.of(spec.gate(), spec.up()).map(weights::linear).toList();
        NormSpec normAfter = spec.normAfter();
        Linear down = weights.linear(spec.down());
        this.exit = new Exit(down, normAfter == null ? null : normAfter.on(weights));
    }

    @Override
    public boolean trainable() {
        return norm.weight().trainable() || inputs.stream().anyMatch(Learning::in) || exit.trainable();
    }

    @Override
    public Result forward(Pass pass, Tensor input, Packing packing) {
        Result normed = pass.norm(input, norm); // [rows, hidden]
        ManyResults projected = pass.linears(normed.output(), inputs); // [rows, intermediate], twice
        GatedResult gated = gated(pass, projected.outputs());
        Result out = exit.leave(pass, gated.output(), input); // [rows, hidden]
        return new Step(out.output(), outputGradient -> {
            GatedResult.Gradients gradients = gated.backward(out.backward(outputGradient));
            Tensor inputGradient = normed.backward(projected.backward(List.of(gradients.gate(), gradients.up())));
            pass.add(inputGradient, outputGradient);
            return inputGradient;
        });
    }

    @Override
    public Tensor forward(Pass pass, Tensor input, KeyValueCache cache, CachedRows rows) {
        ManyResults projected = pass.linears(pass.norm(input, norm).output(), inputs);
        return exit.leave(pass, gated(pass, projected.outputs()).output(), input)
                .output();
    }

    private GatedResult gated(Pass pass, List<Tensor> gateAndUp) {
        return pass.gate(gateAndUp.get(0), gateAndUp.get(1), spec.activation());
    }
}
