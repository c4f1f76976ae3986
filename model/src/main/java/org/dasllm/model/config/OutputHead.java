package org.dasllm.model.config;

/**
 * The output head.
 *
 * @param tied whether its weight is the embedding table
 * @param softCap bound of the logits; {@link org.dasllm.tensor.AttentionShape#UNCAPPED} for none
 */
public record OutputHead(boolean tied, float softCap) {

    public OutputHead {
        Sizes.positive("final_logit_softcapping", softCap);
    }
}
