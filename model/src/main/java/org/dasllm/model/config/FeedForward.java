package org.dasllm.model.config;

import org.dasllm.tensor.Activation;

/**
 * The feed-forward block of every layer.
 *
 * @param intermediateSize columns inside it
 * @param activation on its gate
 * @param bias whether gate, up and down have a bias
 */
public record FeedForward(int intermediateSize, Activation activation, boolean bias) {

    public FeedForward {
        Sizes.positive("intermediate_size", intermediateSize);
    }
}
