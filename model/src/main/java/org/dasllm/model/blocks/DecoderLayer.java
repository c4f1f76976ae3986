package org.dasllm.model.blocks;

import java.util.stream.Stream;
import org.dasllm.model.weights.LinearSpec;
import org.dasllm.model.weights.WeightSpec;
import org.dasllm.model.weights.Weights;
import org.dasllm.tensor.CachedRows;
import org.dasllm.tensor.KeyValueCache;
import org.dasllm.tensor.Packing;
import org.dasllm.tensor.Pass;
import org.dasllm.tensor.Result;
import org.dasllm.tensor.Tensor;

/** One layer of a decoder: attention, then feed-forward. */
public record DecoderLayer(Block attention, Block feedForward) implements Block {

    /** What the layer is made of. */
    public record Spec(AttentionBlock.Spec attention, FeedForwardBlock.Spec feedForward) {
        public Stream<LinearSpec> linears() {
            return Stream.concat(attention.linears(), feedForward.linears());
        }

        public Stream<WeightSpec> weights() {
            return Stream.concat(attention.weights(), feedForward.weights());
        }
    }

    static DecoderLayer of(Spec spec, Weights weights) {
        return new DecoderLayer(
                new AttentionBlock(spec.attention(), weights), new FeedForwardBlock(spec.feedForward(), weights));
    }

    @Override
    public boolean trainable() {
        return attention.trainable() || feedForward.trainable();
    }

    @Override
    public Result forward(Pass pass, Tensor input, Packing packing) {
        Result attended = attention.forward(pass, input, packing);
        Result out = feedForward.forward(pass, attended.output(), packing);
        return new Step(out.output(), gradient -> attended.backward(out.backward(gradient)));
    }

    /** As above, but the backward pass ends where nothing is left to learn; what it returns is of no use. */
    Result forwardAsLowest(Pass pass, Tensor input, Packing packing) {
        if (attention.trainable()) {
            return forward(pass, input, packing);
        }
        Tensor attended =
                pass.scope(() -> attention.forward(pass, input, packing).output());
        return feedForward.forward(pass, attended, packing);
    }

    @Override
    public Tensor forward(Pass pass, Tensor input, KeyValueCache cache, CachedRows rows) {
        return feedForward.forward(pass, attention.forward(pass, input, cache, rows), cache, rows);
    }
}
