package org.dasllm.model.config;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dasllm.format.io.Json;

/** Writes config.json and generation_config.json with the keys that transformers reads. */
final class ConfigWriter {
    private ConfigWriter() {}

    static void write(ModelConfig config, Path dir, String weightType) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("architectures", List.of(config.architecture().className()));
        json.put("model_type", config.architecture().modelType());
        json.put("vocab_size", config.vocabularySize());
        json.put("hidden_size", config.hiddenSize());
        json.put("intermediate_size", config.intermediateSize());
        json.put("num_hidden_layers", config.layers());
        json.put("num_attention_heads", config.heads());
        json.put("num_key_value_heads", config.keyValueHeads());
        json.put("head_dim", config.headSize());
        json.put("max_position_embeddings", config.contextLength());
        json.put("hidden_act", "silu");
        json.put("rms_norm_eps", config.normEpsilon());
        json.put("rope_theta", config.ropeTheta());
        json.put("tie_word_embeddings", config.tiedHead());
        json.put("attention_bias", config.attentionBias());
        json.put("mlp_bias", config.feedForwardBias());
        json.put("torch_dtype", weightType);
        Map<String, Object> generation = new LinkedHashMap<>();
        for (Map<String, Object> target : List.of(json, generation)) {
            config.bos().ifPresent(token -> target.put("bos_token_id", token));
            if (!config.endTokens().isEmpty()) {
                target.put(
                        "eos_token_id",
                        config.endTokens().size() == 1 ? config.endTokens().get(0) : config.endTokens());
            }
        }
        Json.write(dir.resolve("config.json"), json);
        Json.write(dir.resolve("generation_config.json"), generation);
    }
}
