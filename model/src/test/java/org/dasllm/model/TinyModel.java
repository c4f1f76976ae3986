package org.dasllm.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.dasllm.format.io.Json;
import org.dasllm.model.blocks.KeptLayers;
import org.dasllm.model.config.ModelConfig;
import org.dasllm.model.llm.LanguageModel;
import org.dasllm.model.weights.InitialValues;
import org.dasllm.tensor.Loss;
import org.dasllm.tensor.Packing;
import org.dasllm.tensor.Parameter;
import org.dasllm.tensor.Pass;
import org.dasllm.tensor.Targets;

/** A model small enough to try every number of it, with values large enough that every part matters. */
public final class TinyModel {
    public static final Packing PACKING = new Packing(7, 5);

    private TinyModel() {}

    /** Two sequences, one behind the other. */
    public static int[] ids() {
        return new int[] {3, 11, 0, 7, 7, 15, 2, 9, 1, 14, 5, 3};
    }

    /** Some rows have none. */
    public static int[] targets() {
        int none = Loss.IGNORED;
        return new int[] {none, 0, 7, none, 15, 2, 16, none, none, 5, 3, 8};
    }

    public static ModelConfig config(boolean tiedHead, boolean bias) {
        ObjectNode json = Json.mapper().createObjectNode();
        json.putArray("architectures").add("LlamaForCausalLM");
        json.put("model_type", "llama")
                .put("vocab_size", 17)
                .put("hidden_size", 12)
                .put("intermediate_size", 10);
        json.put("num_hidden_layers", 2).put("num_attention_heads", 6).put("num_key_value_heads", 3);
        json.put("max_position_embeddings", 32).put("hidden_act", "silu").put("rms_norm_eps", 1e-5);
        json.put("rope_theta", 10000.0).put("tie_word_embeddings", tiedHead);
        json.put("attention_bias", bias).put("mlp_bias", bias);
        return ModelConfig.of(json).withTokens(OptionalInt.of(1), List.of(2));
    }

    /**
     * Whatever a family can add to a Llama, in one: norms that hold the distance from 1, norms by head and after the blocks,
     * soft caps, a window, scaled embeddings and frequencies.
     */
    public static ModelConfig gemma() {
        ObjectNode json = Json.mapper().createObjectNode();
        json.putArray("architectures").add("Gemma3ForCausalLM");
        json.put("vocab_size", 17).put("hidden_size", 12).put("intermediate_size", 10);
        json.put("num_hidden_layers", 2).put("num_attention_heads", 4).put("num_key_value_heads", 2);
        json.put("head_dim", 6).put("max_position_embeddings", 32).put("query_pre_attn_scalar", 5);
        json.put("attn_logit_softcapping", 3.0).put("final_logit_softcapping", 4.0);
        json.put("sliding_window", 3).put("sliding_window_pattern", 2).put("attention_bias", true);
        json.putObject("rope_scaling").put("rope_type", "linear").put("factor", 4.0);
        return ModelConfig.of(json);
    }

    /** Adds the gradients of factor times the loss of one sequence, without dropout. */
    public static void backward(LanguageModel model, int[] ids, int[] targets, double factor) {
        try (Pass pass = model.device().trainingPass()) {
            model.forward(pass, ids, Targets.of(targets), new Packing(ids.length), KeptLayers.ALL)
                    .backward(factor);
        }
    }

    /**
     * Gives every parameter new values, the same for the same names. Adapters get smaller ones than weights: larger ones
     * make attention so sharp that a rounding of half a unit in an adapter alone moves the gradients by more than 1e-5.
     */
    public static void scramble(Map<String, Parameter> parameters, long seed) {
        InitialValues values = new InitialValues(seed);
        parameters.forEach((name, parameter) -> {
            int count = parameter.rows() * parameter.columns();
            float[] drawn = values.normal(name, count, name.contains("norm") ? 0.3 : name.contains("lora") ? 0.2 : 0.5);
            if (name.contains("norm")) {
                for (int i = 0; i < count; i++) {
                    drawn[i] += 1;
                }
            }
            parameter.write(drawn);
        });
    }
}
