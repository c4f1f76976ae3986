package org.dasllm.cli.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.List;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.Json;
import org.dasllm.model.config.ModelConfig;

/** Models whose shapes are measured; the values are those of their public config.json. */
public enum BenchShape {
    /** For tests. */
    TINY("tiny", """
            {"architectures": ["LlamaForCausalLM"], "model_type": "llama", "vocab_size": 512, "hidden_size": 64,
             "intermediate_size": 160, "num_hidden_layers": 2, "num_attention_heads": 4, "num_key_value_heads": 2,
             "max_position_embeddings": 1024, "rope_theta": 10000.0, "rms_norm_eps": 1e-05, "hidden_act": "silu",
             "tie_word_embeddings": true, "bos_token_id": 1, "eos_token_id": 2}"""),
    SMOLLM2_135M("smollm2-135m", """
            {"architectures": ["LlamaForCausalLM"], "model_type": "llama", "vocab_size": 49152, "hidden_size": 576,
             "intermediate_size": 1536, "num_hidden_layers": 30, "num_attention_heads": 9, "num_key_value_heads": 3,
             "max_position_embeddings": 8192, "rope_theta": 100000, "rms_norm_eps": 1e-05, "hidden_act": "silu",
             "tie_word_embeddings": true, "attention_bias": false, "bos_token_id": 0, "eos_token_id": 0}"""),
    QWEN2_5_0_5B("qwen2.5-0.5b", """
            {"architectures": ["Qwen2ForCausalLM"], "model_type": "qwen2", "vocab_size": 151936, "hidden_size": 896,
             "intermediate_size": 4864, "num_hidden_layers": 24, "num_attention_heads": 14, "num_key_value_heads": 2,
             "max_position_embeddings": 32768, "rope_theta": 1000000.0, "rms_norm_eps": 1e-06, "hidden_act": "silu",
             "tie_word_embeddings": true, "use_sliding_window": false, "sliding_window": 32768,
             "max_window_layers": 24, "bos_token_id": 151643, "eos_token_id": 151643}"""),
    LLAMA_3_2_1B("llama-3.2-1b", """
            {"architectures": ["LlamaForCausalLM"], "model_type": "llama", "vocab_size": 128256, "hidden_size": 2048,
             "intermediate_size": 8192, "num_hidden_layers": 16, "num_attention_heads": 32, "num_key_value_heads": 8,
             "head_dim": 64, "max_position_embeddings": 131072, "rope_theta": 500000.0, "rms_norm_eps": 1e-05,
             "rope_scaling": {"factor": 32.0, "high_freq_factor": 4.0, "low_freq_factor": 1.0,
             "original_max_position_embeddings": 8192, "rope_type": "llama3"}, "hidden_act": "silu",
             "tie_word_embeddings": true, "attention_bias": false, "mlp_bias": false, "bos_token_id": 128000,
             "eos_token_id": 128001}""");

    private final String label;
    private final String json;

    BenchShape(String label, String json) {
        this.label = label;
        this.json = json;
    }

    /** As it is written on the command line. */
    public String label() {
        return label;
    }

    /** The shape of that label. */
    public static BenchShape of(String label) {
        return Arrays.stream(values())
                .filter(shape -> shape.label.equals(label))
                .findFirst()
                .orElseThrow(() -> DasllmException.usage(
                        "There is no shape '" + label + "'", "Choose one of " + String.join(", ", labels())));
    }

    private static List<String> labels() {
        return Arrays.stream(values()).map(BenchShape::label).toList();
    }

    ModelConfig config() {
        return ModelConfig.of(Json.parse(json, ObjectNode.class, label));
    }
}
