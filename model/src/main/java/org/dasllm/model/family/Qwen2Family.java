package org.dasllm.model.family;

import org.dasllm.model.blocks.Decoder;
import org.dasllm.model.blocks.DecoderLayer;
import org.dasllm.model.config.ModelConfig;
import org.dasllm.model.weights.WeightSpec.Role;

/** Qwen 2 and 2.5 (Yang et al., 2024, arXiv:2407.10671): biases on q, k and v. */
final class Qwen2Family implements Family {
    @Override
    public Decoder.Spec decoder(ModelConfig config) {
        WeightMap map = new WeightMap(config, Role.NORM);
        return map.decoder(
                1,
                layer -> new DecoderLayer.Spec(
                        map.attention(layer, "input_layernorm")
                                .bias(true, false)
                                .spec(),
                        map.feedForward(layer, "post_attention_layernorm").spec()));
    }
}
