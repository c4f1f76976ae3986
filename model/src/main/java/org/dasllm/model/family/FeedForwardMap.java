package org.dasllm.model.family;

import static org.dasllm.model.family.WeightMap.name;

import org.dasllm.model.blocks.FeedForwardBlock;
import org.dasllm.model.blocks.NormSpec;
import org.dasllm.model.config.FeedForward;
import org.dasllm.model.weights.LinearSpec;
import org.dasllm.model.weights.WeightSpec.Role;
import org.jspecify.annotations.Nullable;

/** The weights of one layer's feed-forward block, part by part as a family has them. */
final class FeedForwardMap {
    private final WeightMap map;
    private final int layer;
    private final String norm;
    private final int hidden;
    private final FeedForward feedForward;
    private boolean bias;
    private @Nullable NormSpec normAfter;

    FeedForwardMap(WeightMap map, int layer, String norm) {
        this.map = map;
        this.layer = layer;
        this.norm = norm;
        this.hidden = map.config().hiddenSize();
        this.feedForward = map.config().feedForward();
    }

    /** Biases on all three. */
    FeedForwardMap bias(boolean onAll) {
        bias = onAll;
        return this;
    }

    /** A norm on the way out. */
    FeedForwardMap normAfter(String part) {
        normAfter = map.norm(name(layer, part), hidden);
        return this;
    }

    FeedForwardBlock.Spec spec() {
        int inner = feedForward.intermediateSize();
        return new FeedForwardBlock.Spec(
                map.norm(name(layer, norm), hidden),
                LinearSpec.of(name(layer, "mlp.gate_proj"), inner, hidden, Role.PROJECTION, bias),
                LinearSpec.of(name(layer, "mlp.up_proj"), inner, hidden, Role.PROJECTION, bias),
                LinearSpec.of(name(layer, "mlp.down_proj"), hidden, inner, Role.RESIDUAL_PROJECTION, bias),
                normAfter,
                feedForward.activation());
    }
}
