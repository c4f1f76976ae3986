package org.dasllm.model.family;

import org.dasllm.model.blocks.Decoder;
import org.dasllm.model.blocks.DecoderLayer;
import org.dasllm.model.config.ModelConfig;
import org.dasllm.model.weights.WeightSpec.Role;

/**
 * Llama (Touvron et al., 2023, arXiv:2302.13971) and what has its weights: Mistral, which differs in its windows, SmolLM2,
 * and SmolLM3, which differs in the layers that are not turned.
 */
final class LlamaFamily implements Family {
    @Override
    public Decoder.Spec decoder(ModelConfig config) {
        WeightMap map = new WeightMap(config, Role.NORM);
        boolean bias = config.attention().bias();
        return map.decoder(
                1,
                layer -> new DecoderLayer.Spec(
                        map.attention(layer, "input_layernorm").bias(bias, bias).spec(),
                        map.feedForward(layer, "post_attention_layernorm")
                                .bias(config.feedForward().bias())
                                .spec()));
    }
}
