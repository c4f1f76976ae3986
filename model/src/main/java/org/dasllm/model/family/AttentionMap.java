package org.dasllm.model.family;

import static org.dasllm.model.family.WeightMap.name;

import org.dasllm.model.blocks.AttentionBlock;
import org.dasllm.model.blocks.HeadNorms;
import org.dasllm.model.blocks.NormSpec;
import org.dasllm.model.config.Attention;
import org.dasllm.model.config.Positions;
import org.dasllm.model.weights.LinearSpec;
import org.dasllm.model.weights.WeightSpec.Role;
import org.dasllm.tensor.AttentionShape;
import org.jspecify.annotations.Nullable;

/** The weights of one layer's attention, part by part as a family has them. */
final class AttentionMap {
    private final WeightMap map;
    private final int layer;
    private final String norm;
    private final int hidden;
    private final Attention attention;
    private boolean inputBias;
    private boolean outputBias;
    private @Nullable HeadNorms headNorms;
    private @Nullable NormSpec normAfter;

    AttentionMap(WeightMap map, int layer, String norm) {
        this.map = map;
        this.layer = layer;
        this.norm = norm;
        this.hidden = map.config().hiddenSize();
        this.attention = map.config().attention();
    }

    /** Biases on q, k and v, and on o. */
    AttentionMap bias(boolean onInputs, boolean onOutput) {
        inputBias = onInputs;
        outputBias = onOutput;
        return this;
    }

    /** Norms of every head of q and k. */
    AttentionMap headNorms(String queries, String keys) {
        headNorms = new HeadNorms(
                map.norm(name(layer, queries), attention.headSize()),
                map.norm(name(layer, keys), attention.headSize()));
        return this;
    }

    /** A norm on the way out. */
    AttentionMap normAfter(String part) {
        normAfter = map.norm(name(layer, part), hidden);
        return this;
    }

    AttentionBlock.Spec spec() {
        Positions positions = map.config().positions().get(layer);
        AttentionShape shape = new AttentionShape(
                attention.heads(),
                attention.keyValueHeads(),
                attention.headSize(),
                (float) attention.scale(),
                positions.window(),
                attention.softCap());
        int q = shape.queryColumns();
        int kv = shape.keyValueColumns();
        return new AttentionBlock.Spec(
                layer,
                map.norm(name(layer, norm), hidden),
                LinearSpec.of(name(layer, "self_attn.q_proj"), q, hidden, Role.PROJECTION, inputBias),
                LinearSpec.of(name(layer, "self_attn.k_proj"), kv, hidden, Role.PROJECTION, inputBias),
                LinearSpec.of(name(layer, "self_attn.v_proj"), kv, hidden, Role.PROJECTION, inputBias),
                LinearSpec.of(name(layer, "self_attn.o_proj"), hidden, q, Role.RESIDUAL_PROJECTION, outputBias),
                headNorms,
                normAfter,
                shape,
                positions.rope().map(rope -> rope.rotary(attention.headSize())).orElse(null));
    }
}
