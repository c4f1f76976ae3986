package org.dasllm.model.family;

import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.dasllm.model.blocks.Decoder;
import org.dasllm.model.blocks.DecoderLayer;
import org.dasllm.model.blocks.NormSpec;
import org.dasllm.model.config.ModelConfig;
import org.dasllm.model.weights.LinearSpec;
import org.dasllm.model.weights.WeightSpec;
import org.dasllm.model.weights.WeightSpec.Role;

/** The names and shapes that the decoders of Hugging Face have in common; a family says what it adds. */
final class WeightMap {
    private final ModelConfig config;
    private final Role normRole;

    /**
     * A map of the given model.
     *
     * @param normRole whether norms hold their factor, or its distance from 1
     */
    WeightMap(ModelConfig config, Role normRole) {
        this.config = config;
        this.normRole = normRole;
    }

    ModelConfig config() {
        return config;
    }

    Decoder.Spec decoder(double embeddingScale, IntFunction<DecoderLayer.Spec> layer) {
        int vocabulary = config.vocabularySize();
        int hidden = config.hiddenSize();
        WeightSpec embedding = new WeightSpec("model.embed_tokens.weight", vocabulary, hidden, Role.EMBEDDING);
        return new Decoder.Spec(
                embedding,
                embeddingScale,
                IntStream.range(0, config.layers()).mapToObj(layer).toList(),
                norm("model.norm", hidden),
                config.tiedHead()
                        ? new LinearSpec("lm_head", embedding, null)
                        : LinearSpec.of("lm_head", vocabulary, hidden, Role.HEAD, false),
                config.head().softCap());
    }

    /**
     * The attention of a layer.
     *
     * @param norm what the norm before it is called
     */
    AttentionMap attention(int layer, String norm) {
        return new AttentionMap(this, layer, norm);
    }

    /**
     * The feed-forward block of a layer.
     *
     * @param norm what the norm before it is called
     */
    FeedForwardMap feedForward(int layer, String norm) {
        return new FeedForwardMap(this, layer, norm);
    }

    /** The name of a part of a layer. */
    static String name(int layer, String part) {
        return "model.layers." + layer + "." + part;
    }

    NormSpec norm(String module, int size) {
        return new NormSpec(new WeightSpec(module + ".weight", 1, size, normRole), (float) config.normEpsilon());
    }
}
