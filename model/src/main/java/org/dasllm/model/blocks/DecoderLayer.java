package org.dasllm.model.blocks;

import java.util.List;
import java.util.stream.Stream;
import org.dasllm.model.weights.LinearSpec;
import org.dasllm.model.weights.WeightSpec;
import org.dasllm.model.weights.Weights;

/** One layer of a decoder: attention, then feed-forward. */
public record DecoderLayer(Block attention, Block feedForward) {

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

    /** The blocks in the order of the forward pass. */
    List<Block> blocks() {
        return List.of(attention, feedForward);
    }
}
