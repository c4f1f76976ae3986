package org.dasllm.format.adapter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.dasllm.format.io.Json;
import org.jspecify.annotations.Nullable;

/** The keys of PEFT's file. Where a key is absent, PEFT's default counts. */
final class AdapterJson {
    /** Keys whose use changes what the adapter computes, and which are not supported. */
    private static final List<String> UNSUPPORTED = List.of(
            "fan_in_fan_out",
            "modules_to_save",
            "lora_bias",
            "layer_replication",
            "trainable_token_indices",
            "target_parameters",
            "alora_invocation_tokens",
            "use_qalora",
            "megatron_config",
            "arrow_config");

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
        for (String key : UNSUPPORTED) {
            JsonNode value = json.path(key);
            boolean unused = value.isMissingNode()
                    || value.isNull()
                    || (value.isBoolean() && !value.booleanValue())
                    || (value.isContainerNode() && value.isEmpty());
            if (!unused) {
                throw new IllegalArgumentException("it uses " + key + ", which is not supported");
            }
        }
        return new AdapterConfig(
                text(json, "base_model_name_or_path", null),
                (int) number(json, "r", 8),
                number(json, "lora_alpha", 8),
                number(json, "lora_dropout", 0),
                targetModules(json.path("target_modules")),
                flag(json, "use_rslora"),
                flag(json, "use_dora"),
                pattern(json, "rank_pattern", JsonNode::intValue),
                pattern(json, "alpha_pattern", JsonNode::doubleValue));
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
        if (config.targetModules().equals(List.of("all-linear"))) {
            json.put("target_modules", "all-linear");
        } else {
            ArrayNode targets = json.putArray("target_modules");
            config.targetModules().forEach(targets::add);
        }
        json.put("task_type", "CAUSAL_LM");
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

    private static List<String> targetModules(JsonNode node) {
        if (node.isTextual()) {
            return List.of(node.textValue());
        }
        List<String> names = new ArrayList<>();
        node.forEach(name -> names.add(name.asText()));
        return names;
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
