package org.dasllm.model.config;

/**
 * The attention of every layer.
 *
 * @param heads query heads
 * @param keyValueHeads key/value heads, a divisor of {@code heads}
 * @param headSize columns of one head, even
 * @param scale factor on the scores: 1/√headSize, or 1/√query_pre_attn_scalar
 * @param softCap bound of the scores; {@link org.dasllm.tensor.AttentionShape#UNCAPPED} for none
 * @param bias whether config.json asks for biases on q, k, v and o
 */
public record Attention(int heads, int keyValueHeads, int headSize, double scale, float softCap, boolean bias) {

    public Attention {
        Sizes.positive("num_attention_heads", heads);
        Sizes.positive("num_key_value_heads", keyValueHeads);
        Sizes.positive("head_dim", headSize);
        Sizes.positive("the scale of attention", scale);
        Sizes.positive("attn_logit_softcapping", softCap);
        if (heads % keyValueHeads != 0) {
            throw new IllegalArgumentException(
                    heads + " heads do not share " + keyValueHeads + " key/value heads evenly");
        }
        if (headSize % 2 != 0) {
            throw new IllegalArgumentException("a head size of " + headSize + " is odd");
        }
    }
}
