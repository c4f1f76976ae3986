package org.dasllm.model.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.Json;

/** Reads config.json key by key; every complaint names the file and the key. */
final class ConfigReader {
    private final Path dir;
    private final Path file;
    private final JsonNode json;

    ConfigReader(Path dir) {
        this.dir = dir;
        this.file = dir.resolve("config.json");
        if (!Files.isRegularFile(file)) {
            throw DasllmException.input(
                    "There is no config.json in " + dir, "Name a folder that holds a model in the Hugging Face layout");
        }
        this.json = Json.read(file, JsonNode.class);
    }

    ModelConfig read() {
        Architecture architecture = architecture();
        refuseWhatWouldBeComputedWrongly();
        int hiddenSize = integer("hidden_size");
        int heads = integer("num_attention_heads");
        if (!present("head_dim") && (heads <= 0 || hiddenSize % heads != 0)) {
            throw broken("hidden_size " + hiddenSize + " is not a multiple of num_attention_heads " + heads);
        }
        try {
            return new ModelConfig(
                    architecture,
                    integer("vocab_size"),
                    hiddenSize,
                    integer("intermediate_size"),
                    integer("num_hidden_layers"),
                    heads,
                    present("num_key_value_heads") ? integer("num_key_value_heads") : heads,
                    present("head_dim") ? integer("head_dim") : hiddenSize / heads,
                    integer("max_position_embeddings"),
                    present("rms_norm_eps") ? number(json.get("rms_norm_eps"), "rms_norm_eps") : 1e-6,
                    ropeTheta(),
                    flag("tie_word_embeddings"),
                    flag("attention_bias"),
                    flag("mlp_bias"),
                    tokens(json, "bos_token_id").stream()
                            .mapToInt(Integer::intValue)
                            .findFirst(),
                    endTokens());
        } catch (IllegalArgumentException e) {
            throw broken(String.valueOf(e.getMessage()));
        }
    }

    private Architecture architecture() {
        String name = json.path("architectures")
                .path(0)
                .asText(json.path("model_type").asText(""));
        return Architecture.of(name)
                .orElseThrow(() -> DasllmException.input(
                        file + " names the architecture '" + name + "', which is not supported",
                        "Use a model of one of " + Architecture.classNames()));
    }

    private void refuseWhatWouldBeComputedWrongly() {
        String activation = json.path("hidden_act").asText("silu");
        if (!activation.equals("silu")) {
            throw unsupported("hidden_act '" + activation + "'");
        }
        for (String key : List.of("rope_scaling", "rope_parameters")) {
            JsonNode rope = json.path(key);
            String type = rope.path("rope_type").asText(rope.path("type").asText("default"));
            if (!type.equals("default")) {
                throw unsupported(key + " of type '" + type + "'");
            }
            if (rope.path("partial_rotary_factor").asDouble(1) != 1) {
                throw unsupported(key + ".partial_rotary_factor");
            }
        }
        if (present("quantization_config")) {
            throw unsupported("quantization_config, quantised weights,");
        }
        if (json.path("pretraining_tp").asInt(1) != 1) {
            throw unsupported("pretraining_tp above 1");
        }
    }

    private double ropeTheta() {
        JsonNode parameters = json.path("rope_parameters").path("rope_theta");
        if (!parameters.isMissingNode() && !parameters.isNull()) {
            return number(parameters, "rope_parameters.rope_theta");
        }
        return present("rope_theta") ? number(json.get("rope_theta"), "rope_theta") : 10000.0;
    }

    /** generation_config.json decides where it is there: chat models end a turn with more than one token. */
    private List<Integer> endTokens() {
        Path generation = dir.resolve("generation_config.json");
        if (Files.isRegularFile(generation)) {
            List<Integer> tokens = tokens(Json.read(generation, JsonNode.class), "eos_token_id");
            if (!tokens.isEmpty()) {
                return tokens;
            }
        }
        return tokens(json, "eos_token_id");
    }

    private static List<Integer> tokens(JsonNode owner, String key) {
        JsonNode node = owner.path(key);
        List<Integer> tokens = new ArrayList<>();
        if (node.isInt()) {
            tokens.add(node.intValue());
        }
        for (JsonNode each : node) {
            if (each.isInt()) {
                tokens.add(each.intValue());
            }
        }
        return tokens;
    }

    private boolean present(String key) {
        return json.hasNonNull(key);
    }

    private int integer(String key) {
        JsonNode node = json.path(key);
        if (!node.isInt()) {
            throw broken(key + (present(key) ? " is not a whole number: " + node : " is missing"));
        }
        return node.intValue();
    }

    private double number(JsonNode node, String key) {
        if (!node.isNumber()) {
            throw broken(key + " is not a number: " + node);
        }
        return node.doubleValue();
    }

    private boolean flag(String key) {
        JsonNode node = json.path(key);
        if (present(key) && !node.isBoolean()) {
            throw broken(key + " is neither true nor false: " + node);
        }
        return node.asBoolean(false);
    }

    private DasllmException broken(String what) {
        return DasllmException.input(file + ": " + what, "Repair config.json or fetch the model again");
    }

    private DasllmException unsupported(String what) {
        return DasllmException.input(file + ": " + what + " is not supported", "Use a model without it");
    }
}
