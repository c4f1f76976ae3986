package org.dasllm.model.family;

import java.util.stream.IntStream;
import org.dasllm.model.blocks.AttentionBlock;
import org.dasllm.model.blocks.Decoder;
import org.dasllm.model.blocks.DecoderLayer;
import org.dasllm.model.blocks.FeedForwardBlock;
import org.dasllm.model.config.ModelConfig;
import org.dasllm.model.weights.LinearSpec;
import org.dasllm.model.weights.WeightSpec;
import org.dasllm.model.weights.WeightSpec.Role;
import org.dasllm.tensor.Activation;
import org.dasllm.tensor.AttentionShape;
import org.dasllm.tensor.Rotary;

/** Llama (Touvron et al., 2023, arXiv:2302.13971), and what is laid out like it. */
final class LlamaFamily implements Family {

    @Override
    public Decoder.Spec decoder(ModelConfig config) {
        int hidden = config.hiddenSize();
        WeightSpec embedding =
                new WeightSpec("model.embed_tokens.weight", config.vocabularySize(), hidden, Role.EMBEDDING);
        return new Decoder.Spec(
                embedding,
                1f,
                IntStream.range(0, config.layers())
                        .mapToObj(layer -> new DecoderLayer.Spec(attention(config, layer), feedForward(config, layer)))
                        .toList(),
                WeightSpec.norm("model.norm.weight", hidden),
                (float) config.normEpsilon(),
                config.tiedHead()
                        ? new LinearSpec("lm_head", embedding, null)
                        : LinearSpec.of("lm_head", config.vocabularySize(), hidden, Role.HEAD, false));
    }

    private static AttentionBlock.Spec attention(ModelConfig config, int layer) {
        String prefix = "model.layers." + layer + ".";
        int hidden = config.hiddenSize();
        boolean bias = config.attentionBias();
        AttentionShape shape = new AttentionShape(
                config.heads(), config.keyValueHeads(), config.headSize(), (float) (1 / Math.sqrt(config.headSize())));
        int q = shape.queryColumns();
        int kv = shape.keyValueColumns();
        return new AttentionBlock.Spec(
                layer,
                WeightSpec.norm(prefix + "input_layernorm.weight", hidden),
                (float) config.normEpsilon(),
                LinearSpec.of(prefix + "self_attn.q_proj", q, hidden, Role.PROJECTION, bias),
                LinearSpec.of(prefix + "self_attn.k_proj", kv, hidden, Role.PROJECTION, bias),
                LinearSpec.of(prefix + "self_attn.v_proj", kv, hidden, Role.PROJECTION, bias),
                LinearSpec.of(prefix + "self_attn.o_proj", hidden, q, Role.RESIDUAL_PROJECTION, bias),
                shape,
                Rotary.of(config.headSize(), config.ropeTheta()));
    }

    private static FeedForwardBlock.Spec feedForward(ModelConfig config, int layer) {
        String prefix = "model.layers." + layer + ".";
        int hidden = config.hiddenSize();
        int inner = config.intermediateSize();
        boolean bias = config.feedForwardBias();
        return new FeedForwardBlock.Spec(
                WeightSpec.norm(prefix + "post_attention_layernorm.weight", hidden),
                (float) config.normEpsilon(),
                LinearSpec.of(prefix + "mlp.gate_proj", inner, hidden, Role.PROJECTION, bias),
                LinearSpec.of(prefix + "mlp.up_proj", inner, hidden, Role.PROJECTION, bias),
                LinearSpec.of(prefix + "mlp.down_proj", hidden, inner, Role.RESIDUAL_PROJECTION, bias),
                Activation.SILU);
    }
}
