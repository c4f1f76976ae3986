package org.dasllm.cli.making;

import java.util.List;
import java.util.OptionalInt;
import org.dasllm.format.config.Default;
import org.dasllm.format.config.Faults;
import org.dasllm.model.config.ModelConfig;

/**
 * The shape of a model that begins at random, in the Llama layout with a tied head.
 *
 * @param hiddenSize columns of the residual stream
 * @param intermediateSize columns inside a feed-forward block
 * @param layers decoder layers
 * @param heads query heads
 * @param keyValueHeads key/value heads
 * @param contextLength the most positions of a sequence
 */
public record ShapeConfig(
        int hiddenSize,
        int intermediateSize,
        int layers,
        int heads,
        int keyValueHeads,
        @Default("512") int contextLength) {

    public ShapeConfig {
        new Faults()
                .unless(
                        heads >= 1 && hiddenSize % heads == 0,
                        "hidden_size",
                        "is a multiple of heads, " + heads + ", not " + hiddenSize)
                .refuse();
    }

    ModelConfig model(int vocabularySize, int endToken) {
        return ModelConfig.llama(
                        vocabularySize, hiddenSize, intermediateSize, layers, heads, keyValueHeads, contextLength)
                .withTokens(OptionalInt.empty(), List.of(endToken));
    }
}
