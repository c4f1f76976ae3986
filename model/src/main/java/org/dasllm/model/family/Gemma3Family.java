package org.dasllm.model.family;

import org.dasllm.model.blocks.Decoder;
import org.dasllm.model.blocks.DecoderLayer;
import org.dasllm.model.config.ModelConfig;
import org.dasllm.model.weights.WeightSpec.Role;

/** The text model of Gemma 3 (Gemma Team, 2025, arXiv:2503.19786): Gemma 2's norms, and norms of the heads of q and k. */
final class Gemma3Family implements Family {
    @Override
    public Decoder.Spec decoder(ModelConfig config) {
        WeightMap map = new WeightMap(config, Role.NORM_FROM_ONE);
        boolean bias = config.attention().bias();
        return map.decoder(
                Math.sqrt(config.hiddenSize()),
                layer -> new DecoderLayer.Spec(
                        map.attention(layer, "input_layernorm")
                                .bias(bias, bias)
                                .headNorms("self_attn.q_norm", "self_attn.k_norm")
                                .normAfter("post_attention_layernorm")
                                .spec(),
                        map.feedForward(layer, "pre_feedforward_layernorm")
                                .normAfter("post_feedforward_layernorm")
                                .spec()));
    }
}
