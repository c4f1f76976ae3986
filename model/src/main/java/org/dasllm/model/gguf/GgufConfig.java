package org.dasllm.model.gguf;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.gguf.GgufFile;
import org.dasllm.format.gguf.GgufMetadata;
import org.dasllm.format.io.Json;
import org.dasllm.model.config.Architecture;
import org.dasllm.model.config.ModelConfig;

/** Makes a config.json of a file's keys. What llama.cpp has in its code instead of the file is here too, and said. */
final class GgufConfig {
    private static final String VOCABULARY = "tokenizer.ggml.tokens";

    private final GgufFile file;
    private final GgufMetadata keys;
    private final String prefix;
    private final GgufArchitecture architecture;

    GgufConfig(GgufFile file) {
        this.file = file;
        this.keys = file.metadata();
        String name = keys.text("general.architecture").orElseThrow(() -> keys.missing("general.architecture"));
        this.prefix = name + ".";
        this.architecture = GgufArchitecture.of(name)
                .orElseThrow(() -> DasllmException.input(
                        file.path() + " holds a model of the architecture '" + name + "', which is not supported",
                        "Use a model of one of " + GgufArchitecture.names()));
    }

    GgufArchitecture architecture() {
        return architecture;
    }

    /** The configuration, as config.json has it. */
    ModelConfig read() {
        ObjectNode json = Json.mapper().createObjectNode();
        Architecture hub = architecture.hub();
        json.putArray("architectures").add(hub.className());
        json.put("model_type", hub.modelType());
        int hidden = whole("embedding_length");
        int heads = whole("attention.head_count");
        int headSize = optional("attention.key_length", hidden / Math.max(heads, 1));
        json.put("vocab_size", vocabulary());
        json.put("hidden_size", hidden);
        json.put("intermediate_size", whole("feed_forward_length"));
        json.put("num_hidden_layers", whole("block_count"));
        json.put("num_attention_heads", heads);
        json.put("num_key_value_heads", optional("attention.head_count_kv", heads));
        json.put("head_dim", headSize);
        json.put("max_position_embeddings", whole("context_length"));
        json.put("rms_norm_eps", real("attention.layer_norm_rms_epsilon"));
        json.put("tie_word_embeddings", !file.tensors().containsKey("output.weight"));
        boolean gemma = architecture.isGemma();
        json.put(gemma ? "hidden_activation" : "hidden_act", gemma ? "gelu_pytorch_tanh" : "silu");
        json.put(
                "rope_theta",
                keys.real(prefix + "rope.freq_base").orElse(gemma && hub == Architecture.GEMMA3 ? 1e6 : 1e4));
        requireFullRotary(headSize);
        scaling(json, headSize);
        json.put("attention_bias", false);
        switch (architecture) {
            case LLAMA -> json.put("mlp_bias", false);
            case QWEN2 -> json.put("use_sliding_window", false).remove("attention_bias");
            case QWEN3 -> json.put("use_sliding_window", false);
            case SMOLLM3 -> json.put("no_rope_layer_interval", 4);
            case GEMMA2 -> gemma2(json, hidden, heads, headSize);
            case GEMMA3 -> gemma3(json, hidden, heads, headSize);
        }
        tokens(json);
        return ModelConfig.of(json);
    }

    /** All end tokens, the first one before: a chat model ends a turn and a text with different ones. */
    private List<Integer> endTokens() {
        List<Integer> tokens = new ArrayList<>();
        for (String key : List.of("eos_token_id", "eot_token_id", "eom_token_id")) {
            OptionalInt id = token(key);
            if (id.isPresent() && !tokens.contains(id.getAsInt())) {
                tokens.add(id.getAsInt());
            }
        }
        return tokens;
    }

    private void tokens(ObjectNode json) {
        token("bos_token_id").ifPresent(id -> json.put("bos_token_id", id));
        List<Integer> ends = endTokens();
        if (ends.size() == 1) {
            json.put("eos_token_id", ends.get(0));
        } else if (!ends.isEmpty()) {
            ends.forEach(json.putArray("eos_token_id")::add);
        }
    }

    private OptionalInt token(String key) {
        String name = "tokenizer.ggml." + key;
        OptionalLong id = keys.whole(name);
        return id.isPresent() ? OptionalInt.of(integer(name, id.getAsLong())) : OptionalInt.empty();
    }

    /** Of 27 billion parameters, queries are scaled by the width of a head that it would have without head_dim. */
    private void gemma2(ObjectNode json, int hidden, int heads, int headSize) {
        json.put("query_pre_attn_scalar", whole("block_count") == 46 ? hidden / heads : headSize);
        json.put("sliding_window", optional("attention.sliding_window", 4096));
        json.put(
                "attn_logit_softcapping",
                keys.real(prefix + "attn_logit_softcapping").orElse(50));
        json.put(
                "final_logit_softcapping",
                keys.real(prefix + "final_logit_softcapping").orElse(30));
    }

    private void gemma3(ObjectNode json, int hidden, int heads, int headSize) {
        json.put("query_pre_attn_scalar", whole("block_count") == 62 ? hidden / heads : headSize);
        json.put("sliding_window", whole("attention.sliding_window"));
        json.put("sliding_window_pattern", optional("attention.sliding_window_pattern", 6));
        json.put(
                "rope_local_base_freq", keys.real(prefix + "rope.freq_base_swa").orElse(1e4));
        OptionalDouble cap = keys.real(prefix + "final_logit_softcapping");
        if (cap.isPresent()) {
            json.put("final_logit_softcapping", cap.getAsDouble());
        } else {
            json.putNull("final_logit_softcapping");
        }
    }

    private void scaling(ObjectNode json, int headSize) {
        String type = keys.text(prefix + "rope.scaling.type").orElse("none");
        if (file.tensors().containsKey(RotaryFactors.TENSOR)) {
            RotaryFactors.write(file, headSize, json.get("rope_theta").doubleValue(), json);
        } else if (type.equals("linear")) {
            json.putObject("rope_scaling").put("rope_type", "linear").put("factor", real("rope.scaling.factor"));
        } else if (!type.equals("none")) {
            throw DasllmException.input(
                    file.path() + " scales its rotary embedding by '" + type + "', which is not supported",
                    "Use a model without it");
        }
    }

    private void requireFullRotary(int headSize) {
        int rotated = optional("rope.dimension_count", headSize);
        if (rotated != headSize) {
            throw DasllmException.input(
                    file.path() + " turns " + rotated + " of " + headSize
                            + " columns of a head, which is not supported",
                    "Use a model that turns all of them");
        }
    }

    private int vocabulary() {
        List<Long> shape = file.tensor("token_embd.weight").shape();
        if (shape.size() != 2 || shape.get(0) > Integer.MAX_VALUE) {
            throw DasllmException.input(
                    file.path() + " has an embedding of shape " + shape + ", which no model has",
                    "Download the file again");
        }
        int rows = shape.get(0).intValue();
        int tokens = keys.count(VOCABULARY).orElseThrow(() -> keys.missing(VOCABULARY));
        if (tokens > rows) {
            throw DasllmException.input(
                    file.path() + " has " + tokens + " tokens and an embedding of " + rows + " rows",
                    "Download the file again");
        }
        return rows;
    }

    private int whole(String key) {
        return integer(prefix + key, keys.whole(prefix + key).orElseThrow(() -> keys.missing(prefix + key)));
    }

    private int optional(String key, int otherwise) {
        OptionalLong value = keys.whole(prefix + key);
        return value.isPresent() ? integer(prefix + key, value.getAsLong()) : otherwise;
    }

    private int integer(String key, long value) {
        if (value < 0 || value > Integer.MAX_VALUE) {
            throw DasllmException.input(
                    file.path() + ": the key '" + key + "' is " + value + ", which no model has",
                    "Download the file again");
        }
        return (int) value;
    }

    private double real(String key) {
        return keys.real(prefix + key).orElseThrow(() -> keys.missing(prefix + key));
    }
}
