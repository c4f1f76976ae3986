package org.dasllm.format.adapter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.dasllm.format.io.Json;
import org.jspecify.annotations.Nullable;

/** The keys of PEFT's file. Where a key is absent, PEFT's default counts. */
final class AdapterJson {
    private static final String CAUSAL = "CAUSAL_LM";

    /** Keys whose use changes what the adapter computes, and which are not supported. */
    private static final List<String> UNSUPPORTED = List.of(
            "fan_in_fan_out",
            "modules_to_save",
            "lora_bias",
            "layer_replication",
            "trainable_token_indices",
            "target_parameters",
            "ensure_weight_tying",
            "alora_invocation_tokens",
            "megatron_config",
            "arrow_config",
            "kasa_config",
            "velora_config",
            "monteclora_config");

    /** Any other key that begins like this and is set stands for an algorithm that is not ours. */
    private static final String ALGORITHM = "use_";

    private static final List<String> ALGORITHMS = List.of("use_dora", "use_rslora");

    /** First values that leave the base model as it is; the others change its weights, which the adapter's file has not. */
    private static final List<String> INITIALISATIONS = List.of("gaussian", "eva", "orthogonal");

    private AdapterJson() {}

    static AdapterConfig parse(JsonNode json) {
        if (!json.isObject()) {
            throw new IllegalArgumentException("it is not a JSON object");
        }
        String type = text(json, "peft_type", "LORA");
        if (!"LORA".equals(type)) {
            throw new IllegalArgumentException("its peft_type is " + type + ", not LORA");
        }
        String bias = text(json, "bias", "none");
        if (!"none".equals(bias)) {
            throw new IllegalArgumentException("its bias is " + bias + ", not none");
        }
        String task = text(json, "task_type", CAUSAL);
        if (!CAUSAL.equals(task)) {
            throw new IllegalArgumentException("its task_type is " + task + ", not " + CAUSAL);
        }
        json.properties().forEach(entry -> {
            String key = entry.getKey();
            boolean refused = UNSUPPORTED.contains(key) || (key.startsWith(ALGORITHM) && !ALGORITHMS.contains(key));
            if (refused && used(entry.getValue())) {
                throw new IllegalArgumentException("it uses " + key + ", which is not supported");
            }
        });
        String initialisation = text(json, "init_lora_weights", "gaussian");
        if (!INITIALISATIONS.contains(initialisation)) {
            throw new IllegalArgumentException("its init_lora_weights is " + initialisation
                    + ", which changes the base model; convert it to plain LoRA with PEFT first");
        }
        return new AdapterConfig(
                text(json, "base_model_name_or_path", null),
                (int) number(json, "r", 8),
                number(json, "lora_alpha", 8),
                number(json, "lora_dropout", 0),
                ModuleSelectionJson.targets(json),
                ModuleSelectionJson.excluded(json),
                flag(json, "use_rslora"),
                flag(json, "use_dora"),
                pattern(json, "rank_pattern", JsonNode::intValue),
                pattern(json, "alpha_pattern", JsonNode::doubleValue));
    }

    private static boolean used(JsonNode value) {
        return !(value.isNull()
                || (value.isBoolean() && !value.booleanValue())
                || (value.isContainerNode() && value.isEmpty()));
    }

    static ObjectNode of(AdapterConfig config) {
        ObjectNode json = Json.mapper().createObjectNode();
        ObjectNode alphas = Json.mapper().createObjectNode();
        config.alphaPattern().forEach((key, value) -> putNumber(alphas, key, value));
        ObjectNode ranks = Json.mapper().createObjectNode();
        config.rankPattern().forEach((key, value) -> ranks.put(key, value));
        json.set("alpha_pattern", alphas);
        json.put("base_model_name_or_path", config.baseModel());
        json.put("bias", "none");
        json.put("fan_in_fan_out", false);
        json.put("inference_mode", true);
        json.put("init_lora_weights", true);
        putNumber(json, "lora_alpha", config.alpha());
        json.put("lora_dropout", config.dropout());
        json.putNull("modules_to_save");
        json.put("peft_type", "LORA");
        json.put("r", config.rank());
        json.set("rank_pattern", ranks);
        ModuleSelectionJson.write(config, json);
        json.put("task_type", CAUSAL);
        json.put("use_dora", config.dora());
        json.put("use_rslora", config.rankStabilized());
        return json;
    }

    private static void putNumber(ObjectNode json, String key, double value) {
        if (value == Math.rint(value) && Math.abs(value) < 1e9) {
            json.put(key, (int) value);
        } else {
            json.put(key, value);
        }
    }

    private static @Nullable String text(JsonNode json, String key, @Nullable String otherwise) {
        JsonNode value = json.path(key);
        return value.isTextual() ? value.textValue() : otherwise;
    }

    private static double number(JsonNode json, String key, double otherwise) {
        JsonNode value = json.path(key);
        if (value.isMissingNode() || value.isNull()) {
            return otherwise;
        }
        if (!value.isNumber()) {
            throw new IllegalArgumentException(key + " is " + value + ", not a number");
        }
        return value.doubleValue();
    }

    private static boolean flag(JsonNode json, String key) {
        return json.path(key).asBoolean(false);
    }

    private static <T> Map<String, T> pattern(JsonNode json, String key, Function<JsonNode, T> value) {
        Map<String, T> map = new LinkedHashMap<>();
        json.path(key).properties().forEach(entry -> {
            if (!entry.getValue().isNumber()) {
                throw new IllegalArgumentException(key + " of '" + entry.getKey() + "' is not a number");
            }
            map.put(entry.getKey(), value.apply(entry.getValue()));
        });
        return map;
    }
}
