package org.dasllm.model.family;

import org.dasllm.model.blocks.Decoder;
import org.dasllm.model.blocks.DecoderLayer;
import org.dasllm.model.config.ModelConfig;
import org.dasllm.model.weights.WeightSpec.Role;

/** Qwen 3 (Yang et al., 2025, arXiv:2505.09388): norms of the heads of q and k. */
final class Qwen3Family implements Family {
    @Override
    public Decoder.Spec decoder(ModelConfig config) {
        WeightMap map = new WeightMap(config, Role.NORM);
        boolean bias = config.attention().bias();
        return map.decoder(
                1,
                layer -> new DecoderLayer.Spec(
                        map.attention(layer, "input_layernorm")
                                .bias(bias, bias)
                                .headNorms("self_attn.q_norm", "self_attn.k_norm")
                                .spec(),
                        map.feedForward(layer, "post_attention_layernorm").spec()));
    }
}
