package org.dasllm.engine.server;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.dasllm.model.config.ModelConfig;
import org.dasllm.model.llm.LanguageModel;
import org.dasllm.tensor.Device;
import org.dasllm.tensor.Parameter;

/**
 * Real models whose weights are set by hand, so that what follows a token depends on that token alone: the layers add
 * nothing, the embedding tells tokens apart, and the head points to the next.
 */
final class ScriptedModel {
    static final int CONTEXT = 4096;

    private ScriptedModel() {}

    /** After the line break that ends a prompt comes the text, whose bytes must be different ones, then the end. */
    static LanguageModel saying(Device device, String text) {
        return chain(device, text, ByteTokenizer.END);
    }

    /** As {@link #saying}, but from its end the text begins again. */
    static LanguageModel repeating(Device device, String text) {
        return chain(device, text, text.getBytes(StandardCharsets.UTF_8)[0] & 0xff);
    }

    private static LanguageModel chain(Device device, String text, int last) {
        int size = 260; // one dimension a token, and a multiple of the head's size
        ModelConfig config = ModelConfig.llama(ByteTokenizer.SIZE, size, 4, 1, 65, 1, CONTEXT)
                .withTiedHead(false);
        LanguageModel model = LanguageModel.random(device, config, 1);
        Map<String, Parameter> weights = model.trainableParameters();
        weights.forEach((name, weight) -> {
            if (name.endsWith("o_proj.weight") || name.endsWith("down_proj.weight")) {
                weight.write(new float[weight.rows() * weight.columns()]);
            }
        });
        float[] embedding = new float[ByteTokenizer.SIZE * size];
        float[] head = new float[ByteTokenizer.SIZE * size];
        for (int token = 0; token < ByteTokenizer.SIZE; token++) {
            embedding[token * size + token] = 1;
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int[] script = new int[bytes.length + 2];
        script[0] = '\n';
        for (int i = 0; i < bytes.length; i++) {
            script[i + 1] = bytes[i] & 0xff;
        }
        script[bytes.length + 1] = last;
        long different = Arrays.stream(script, 0, bytes.length + 1).distinct().count();
        if (different != bytes.length + 1) {
            throw new IllegalArgumentException("a byte of '" + text + "' is there twice");
        }
        for (int i = 0; i <= bytes.length; i++) {
            head[script[i + 1] * size + script[i]] = 1;
        }
        weight(weights, "model.embed_tokens.weight").write(embedding);
        weight(weights, "lm_head.weight").write(head);
        return model;
    }

    private static Parameter weight(Map<String, Parameter> weights, String name) {
        Parameter weight = weights.get(name);
        if (weight == null) {
            throw new IllegalStateException("no weight " + name + " among " + weights.keySet());
        }
        return weight;
    }
}
