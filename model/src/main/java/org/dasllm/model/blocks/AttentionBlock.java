package org.dasllm.model.blocks;

import java.util.List;
import java.util.stream.Stream;
import org.dasllm.model.weights.LinearSpec;
import org.dasllm.model.weights.WeightSpec;
import org.dasllm.model.weights.Weights;
import org.dasllm.tensor.AttentionResult;
import org.dasllm.tensor.AttentionShape;
import org.dasllm.tensor.CachedRows;
import org.dasllm.tensor.KeyValueCache;
import org.dasllm.tensor.Linear;
import org.dasllm.tensor.ManyResults;
import org.dasllm.tensor.Packing;
import org.dasllm.tensor.Pass;
import org.dasllm.tensor.Result;
import org.dasllm.tensor.RmsNorm;
import org.dasllm.tensor.Rotary;
import org.dasllm.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * x + o(attention(rotary(q(n)), rotary(k(n)), v(n))) with n = norm(x). Where the family has them, the heads of q(n) and
 * k(n) are normed before they are turned, and what o gives is normed before it is added.
 */
public final class AttentionBlock implements Block {

    /**
     * What the block is made of.
     *
     * @param layer its layer's number, which is its place in a key/value cache
     * @param headNorms norms of the heads of queries and keys; null for none
     * @param normAfter of the block's output, before it is added; null for none
     * @param rotary null in a layer that does not turn queries and keys
     */
    public record Spec(
            int layer,
            NormSpec norm,
            LinearSpec queries,
            LinearSpec keys,
            LinearSpec values,
            LinearSpec output,
            @Nullable HeadNorms headNorms,
            @Nullable NormSpec normAfter,
            AttentionShape shape,
            @Nullable Rotary rotary) {

        public Stream<LinearSpec> linears() {
            return Stream.of(queries, keys, values, output);
        }

        public Stream<WeightSpec> weights() {
            return Stream.of(
                            Stream.of(norm.weight()),
                            linears().flatMap(LinearSpec::weights),
                            Stream.ofNullable(headNorms).flatMap(HeadNorms::weights),
                            Stream.ofNullable(normAfter).map(NormSpec::weight))
                    .flatMap(part -> part);
        }
    }

    private final Spec spec;
    private final RmsNorm norm;
    private final List<Linear> inputs;
    private final @Nullable RmsNorm queryNorm;
    private final @Nullable RmsNorm keyNorm;
    private final ResidualProjection projection;

    public AttentionBlock(Spec spec, Weights weights) {
        this.spec = spec;
        this.norm = spec.norm().on(weights);
        this.inputs = Stream.of(spec.queries(), spec.keys(), spec.values())
                .map(weights::linear)
                .toList();
        HeadNorms headNorms = spec.headNorms();
        NormSpec normAfter = spec.normAfter();
        Linear output = weights.linear(spec.output());
        this.queryNorm = headNorms == null ? null : headNorms.queries().on(weights);
        this.keyNorm = headNorms == null ? null : headNorms.keys().on(weights);
        this.projection = new ResidualProjection(output, normAfter == null ? null : normAfter.on(weights));
    }

    @Override
    public boolean trainable() {
        return norm.weight().trainable()
                || inputs.stream().anyMatch(TrainableLayers::isTrainable)
                || Stream.of(queryNorm, keyNorm)
                        .flatMap(Stream::ofNullable)
                        .anyMatch(headNorm -> headNorm.weight().trainable())
                || projection.trainable();
    }

    @Override
    public Result forward(Pass pass, Tensor input, Packing packing) {
        int[] positions = packing.positions();
        ManyResults projected = pass.linears(input, norm, inputs); // [rows, heads · head size] and twice fewer
        Result q = placed(pass, projected.outputs().get(0), queryNorm, positions);
        Result k = placed(pass, projected.outputs().get(1), keyNorm, positions);
        Tensor v = projected.outputs().get(2);
        AttentionResult attended = pass.attention(q.output(), k.output(), v, spec.shape(), packing);
        Result out = projection.addTo(pass, attended.output(), input); // [rows, hidden]
        return new Step(out.output(), outputGradient -> {
            AttentionResult.Gradients gradients = attended.backward(out.backward(outputGradient));
            Tensor keyGradient = k.backward(gradients.keys());
            Tensor queryGradient = q.backward(gradients.queries());
            Tensor inputGradient = projected.backward(List.of(queryGradient, keyGradient, gradients.values()));
            pass.add(inputGradient, outputGradient);
            return inputGradient;
        });
    }

    @Override
    public Tensor forward(Pass pass, Tensor input, KeyValueCache cache, CachedRows rows) {
        int[] positions = rows.positions();
        List<Tensor> projected = pass.linears(input, norm, inputs).outputs();
        Tensor q = placed(pass, projected.get(0), queryNorm, positions).output();
        Tensor k = placed(pass, projected.get(1), keyNorm, positions).output();
        Tensor attended = pass.attention(q, k, projected.get(2), spec.shape(), cache, spec.layer(), rows);
        return projection.addTo(pass, attended, input).output();
    }

    /** Normed head by head, then turned, where the layer does either. */
    private Result placed(Pass pass, Tensor heads, @Nullable RmsNorm headNorm, int[] positions) {
        Rotary rotary = spec.rotary();
        Result normed = headNorm == null ? Step.nothing(heads) : pass.norm(heads, headNorm);
        Result turned =
                rotary == null ? Step.nothing(normed.output()) : pass.rotary(normed.output(), rotary, positions);
        return new Step(turned.output(), gradient -> normed.backward(turned.backward(gradient)));
    }
}
