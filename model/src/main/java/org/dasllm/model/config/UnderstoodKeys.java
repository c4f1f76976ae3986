package org.dasllm.model.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.dasllm.format.io.Json;

/**
 * The keys of config.json that an architecture understands, each with what transformers' configuration class assumes
 * where the file says nothing. What is not among them is ignored, as transformers ignores it: a {@code sliding_window} in
 * a Llama's file means nothing.
 */
final class UnderstoodKeys {
    /** Keys of every architecture that must be in the file, unless the architecture has a default below. */
    private static final List<String> REQUIRED = List.of(
            "vocab_size",
            "hidden_size",
            "intermediate_size",
            "num_hidden_layers",
            "num_attention_heads",
            "max_position_embeddings");

    private static final String EVERY = """
            {"rms_norm_eps": 1e-6, "rope_theta": 10000.0, "rope_scaling": null, "rope_parameters": null,
             "partial_rotary_factor": null, "num_key_value_heads": null, "head_dim": null, "hidden_act": "silu",
             "tie_word_embeddings": false}""";

    private static final String LLAMA = """
            {"attention_bias": false, "mlp_bias": false}""";

    private static final String MISTRAL = """
            {"num_key_value_heads": 8, "sliding_window": 4096}""";

    private static final String QWEN2 = """
            {"num_key_value_heads": 32, "use_sliding_window": false, "sliding_window": 4096, "max_window_layers": 28,
             "layer_types": null}""";

    private static final String QWEN3 = """
            {"num_key_value_heads": 32, "head_dim": 128, "attention_bias": false, "use_sliding_window": false,
             "sliding_window": 4096, "max_window_layers": 28, "layer_types": null}""";

    private static final String GEMMA2 = """
            {"vocab_size": 256000, "hidden_size": 2304, "intermediate_size": 9216, "num_hidden_layers": 26,
             "num_attention_heads": 8, "num_key_value_heads": 4, "head_dim": 256, "max_position_embeddings": 8192,
             "hidden_activation": "gelu_pytorch_tanh", "tie_word_embeddings": true, "attention_bias": false,
             "query_pre_attn_scalar": 256, "attn_logit_softcapping": 50.0, "final_logit_softcapping": 30.0,
             "sliding_window": 4096, "layer_types": null}""";

    private static final String GEMMA3 = """
            {"vocab_size": 262208, "hidden_size": 2304, "intermediate_size": 9216, "num_hidden_layers": 26,
             "num_attention_heads": 8, "num_key_value_heads": 4, "head_dim": 256, "max_position_embeddings": 131072,
             "hidden_activation": "gelu_pytorch_tanh", "tie_word_embeddings": true, "attention_bias": false,
             "query_pre_attn_scalar": 256, "attn_logit_softcapping": null, "final_logit_softcapping": null,
             "sliding_window": 4096, "sliding_window_pattern": 6, "layer_types": null,
             "rope_theta": 1000000.0, "rope_local_base_freq": 10000.0}""";

    private static final String SMOLLM3 = """
            {"num_key_value_heads": 4, "attention_bias": false, "mlp_bias": false, "tie_word_embeddings": true,
             "rope_theta": 2000000.0, "no_rope_layers": null, "no_rope_layer_interval": 4, "layer_types": null,
             "use_sliding_window": false, "sliding_window": null}""";

    private UnderstoodKeys() {}

    /** The understood keys with their values: the file's where it has them, null included, else the defaults. */
    static ObjectNode of(Architecture architecture, ObjectNode file) {
        ObjectNode understood = parse(EVERY).setAll(parse(own(architecture)));
        List<String> names = new ArrayList<>(REQUIRED);
        understood.fieldNames().forEachRemaining(names::add);
        for (String key : names) {
            if (file.has(key)) {
                understood.set(key, file.get(key));
            }
        }
        return understood;
    }

    private static String own(Architecture architecture) {
        return switch (architecture) {
            case LLAMA -> LLAMA;
            case MISTRAL -> MISTRAL;
            case QWEN2 -> QWEN2;
            case QWEN3 -> QWEN3;
            case GEMMA2 -> GEMMA2;
            case GEMMA3 -> GEMMA3;
            case SMOLLM3 -> SMOLLM3;
        };
    }

    private static ObjectNode parse(String text) {
        return Json.parse(text, ObjectNode.class, "defaults");
    }
}
