package org.dasllm.model.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.dasllm.format.error.DasllmException;
import org.dasllm.tensor.Activation;
import org.dasllm.tensor.AttentionShape;

/** Turns config.json into a configuration, or refuses by name what would be computed wrongly. */
final class ConfigReader {
    private final String file;
    private final ConfigFiles files;
    private final Architecture architecture;
    private final Keys keys;

    /**
     * Prepares to read.
     *
     * @param file named in complaints
     */
    ConfigReader(String file, ConfigFiles files) {
        this.file = file;
        this.files = files;
        this.architecture = architecture(files.config());
        this.keys = new Keys(file, UnderstoodKeys.of(architecture, files.config()));
    }

    ModelConfig read() {
        refuseWhatWouldBeComputedWrongly();
        try {
            TokensReader tokens = new TokensReader(file, files, keys.integer("vocab_size"));
            return new ModelConfig(
                    architecture,
                    keys.integer("vocab_size"),
                    keys.integer("hidden_size"),
                    keys.integer("max_position_embeddings"),
                    attention(),
                    new FeedForward(keys.integer("intermediate_size"), activation(), keys.flag("mlp_bias")),
                    new PositionsReader(architecture, keys).read(),
                    keys.number("rms_norm_eps"),
                    new OutputHead(keys.flag("tie_word_embeddings"), softCap("final_logit_softcapping")),
                    tokens.bos(),
                    tokens.endTokens(),
                    files);
        } catch (IllegalArgumentException e) {
            throw keys.broken(String.valueOf(e.getMessage()));
        }
    }

    private Architecture architecture(ObjectNode json) {
        String name = json.path("architectures")
                .path(0)
                .asText(json.path("model_type").asText(""));
        if (name.isEmpty()) {
            throw DasllmException.input(
                    file + " names no architecture", "Use a model of one of " + Architecture.classNames());
        }
        return Architecture.of(name)
                .orElseThrow(() -> DasllmException.input(
                        file + " names the architecture '" + name + "', which is not supported",
                        "Use a model of one of " + Architecture.classNames()));
    }

    private void refuseWhatWouldBeComputedWrongly() {
        Keys all = keys.of(files.config());
        if (all.has("quantization_config")) {
            throw all.unsupported("quantization_config, quantised weights,");
        }
        if (all.has("pretraining_tp") && all.integer("pretraining_tp") != 1) {
            throw all.unsupported("pretraining_tp above 1");
        }
        if (all.flag("use_bidirectional_attention")) {
            throw all.unsupported("use_bidirectional_attention");
        }
    }

    private Attention attention() {
        int hidden = keys.integer("hidden_size");
        int heads = keys.integer("num_attention_heads");
        if (!keys.has("head_dim") && (heads <= 0 || hidden % heads != 0)) {
            throw keys.broken("hidden_size " + hidden + " is not a multiple of num_attention_heads " + heads);
        }
        int headSize = keys.has("head_dim") ? keys.integer("head_dim") : hidden / heads;
        String scalar = keys.has("query_pre_attn_scalar") ? "query_pre_attn_scalar" : "head_dim";
        double scaledBy = keys.has(scalar) ? keys.number(scalar) : headSize;
        Sizes.positive(scalar, scaledBy);
        return new Attention(
                heads,
                keys.has("num_key_value_heads") ? keys.integer("num_key_value_heads") : heads,
                headSize,
                1 / Math.sqrt(scaledBy),
                softCap("attn_logit_softcapping"),
                keys.flag("attention_bias"));
    }

    private Activation activation() {
        String key = keys.mentions("hidden_activation") ? "hidden_activation" : "hidden_act";
        String name = keys.text(key);
        return switch (name) {
            case "silu" -> Activation.SILU;
            case "gelu_pytorch_tanh" -> Activation.GELU_TANH;
            default -> throw keys.unsupported(key + " '" + name + "'");
        };
    }

    private float softCap(String key) {
        return keys.has(key) ? (float) keys.number(key) : AttentionShape.UNCAPPED;
    }
}
