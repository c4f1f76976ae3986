package org.dasllm.model.family;

import org.dasllm.model.blocks.Decoder;
import org.dasllm.model.blocks.DecoderLayer;
import org.dasllm.model.config.ModelConfig;
import org.dasllm.model.weights.WeightSpec.Role;

/**
 * Gemma 2 (Gemma Team, 2024, arXiv:2408.00118): norms that hold the distance from 1, before and after each block, and
 * embeddings times √hidden.
 */
final class Gemma2Family implements Family {
    @Override
    public Decoder.Spec decoder(ModelConfig config) {
        WeightMap map = new WeightMap(config, Role.NORM_FROM_ONE);
        boolean bias = config.attention().bias();
        return map.decoder(
                Math.sqrt(config.hiddenSize()),
                layer -> new DecoderLayer.Spec(
                        map.attention(layer, "input_layernorm")
                                .bias(bias, bias)
                                .normAfter("post_attention_layernorm")
                                .spec(),
                        map.feedForward(layer, "pre_feedforward_layernorm")
                                .normAfter("post_feedforward_layernorm")
                                .spec()));
    }
}
