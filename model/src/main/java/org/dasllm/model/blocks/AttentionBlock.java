package org.dasllm.model.blocks;

import java.util.stream.Stream;
import org.dasllm.model.weights.LinearSpec;
import org.dasllm.model.weights.WeightSpec;
import org.dasllm.model.weights.Weights;
import org.dasllm.tensor.AttentionResult;
import org.dasllm.tensor.AttentionShape;
import org.dasllm.tensor.CachedRows;
import org.dasllm.tensor.KeyValueCache;
import org.dasllm.tensor.Linear;
import org.dasllm.tensor.Packing;
import org.dasllm.tensor.Pass;
import org.dasllm.tensor.Result;
import org.dasllm.tensor.RmsNorm;
import org.dasllm.tensor.Rotary;
import org.dasllm.tensor.Tensor;

/** x + o(attention(rotary(q(n)), rotary(k(n)), v(n))) with n = norm(x). */
public final class AttentionBlock implements Block {

    /**
     * What the block is made of.
     *
     * @param layer its layer's number, which is its place in a key/value cache
     */
    public record Spec(
            int layer,
            WeightSpec norm,
            float epsilon,
            LinearSpec queries,
            LinearSpec keys,
            LinearSpec values,
            LinearSpec output,
            AttentionShape shape,
            Rotary rotary) {

        public Stream<LinearSpec> linears() {
            return Stream.of(queries, keys, values, output);
        }

        public Stream<WeightSpec> weights() {
            return Stream.concat(Stream.of(norm), linears().flatMap(LinearSpec::weights));
        }
    }

    private final Spec spec;
    private final RmsNorm norm;
    private final Linear queries;
    private final Linear keys;
    private final Linear values;
    private final Linear output;

    public AttentionBlock(Spec spec, Weights weights) {
        this.spec = spec;
        this.norm = RmsNorm.of(weights.parameter(spec.norm()), spec.epsilon());
        this.queries = weights.linear(spec.queries());
        this.keys = weights.linear(spec.keys());
        this.values = weights.linear(spec.values());
        this.output = weights.linear(spec.output());
    }

    @Override
    public boolean trainable() {
        return norm.weight().trainable()
                || Stream.of(queries, keys, values, output).anyMatch(Learning::in);
    }

    @Override
    public Result forward(Pass pass, Tensor input, Packing packing) {
        int[] positions = packing.positions();
        Result normed = pass.norm(input, norm); // [rows, hidden]
        Result q = pass.linear(normed.output(), queries); // [rows, heads · head size]
        Result k = pass.linear(normed.output(), keys); // [rows, key/value heads · head size]
        Result v = pass.linear(normed.output(), values);
        Result turnedQ = pass.rotary(q.output(), spec.rotary(), positions);
        Result turnedK = pass.rotary(k.output(), spec.rotary(), positions);
        AttentionResult attended =
                pass.attention(turnedQ.output(), turnedK.output(), v.output(), spec.shape(), packing);
        Result out = pass.linear(attended.output(), output, input); // [rows, hidden]
        return new Step(out.output(), outputGradient -> {
            AttentionResult.Gradients gradients = attended.backward(out.backward(outputGradient));
            Tensor normedGradient = v.backward(gradients.values());
            pass.add(normedGradient, k.backward(turnedK.backward(gradients.keys())));
            pass.add(normedGradient, q.backward(turnedQ.backward(gradients.queries())));
            Tensor inputGradient = normed.backward(normedGradient);
            pass.add(inputGradient, outputGradient);
            return inputGradient;
        });
    }

    @Override
    public Tensor forward(Pass pass, Tensor input, KeyValueCache cache, CachedRows rows) {
        int[] positions = rows.positions();
        Tensor normed = pass.norm(input, norm).output();
        Tensor q = pass.linear(normed, queries).output();
        Tensor k = pass.linear(normed, keys).output();
        Tensor v = pass.linear(normed, values).output();
        Tensor turnedQ = pass.rotary(q, spec.rotary(), positions).output();
        Tensor turnedK = pass.rotary(k, spec.rotary(), positions).output();
        Tensor attended = pass.attention(turnedQ, turnedK, v, spec.shape(), cache, spec.layer(), rows);
        return pass.linear(attended, output, input).output();
    }
}
