package org.dasllm.format.adapter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A selection of modules in PEFT's file: a list of names, or a string that is a regular expression or all-linear. */
final class ModuleSelectionJson {
    private static final String TARGETS = "target_modules";
    private static final String EXCLUDED = "exclude_modules";
    private static final String LAYERS = "layers_to_transform";
    private static final String LAYERS_PATTERN = "layers_pattern";

    private ModuleSelectionJson() {}

    static ModuleSelection targets(JsonNode json) {
        JsonNode node = json.path(TARGETS);
        boolean text = node.isTextual();
        List<Integer> layers = list(json, LAYERS, JsonNode::isInt, JsonNode::intValue);
        List<String> patterns = list(json, LAYERS_PATTERN, JsonNode::isTextual, JsonNode::textValue);
        if (text && !(layers.isEmpty() && patterns.isEmpty())) {
            throw new IllegalArgumentException("it has " + LAYERS + " beside a " + TARGETS + " that is no list");
        }
        if (text && node.textValue().toLowerCase(Locale.ROOT).equals(ModuleSelection.AllLinear.NAME)) {
            return new ModuleSelection.AllLinear();
        }
        return text
                ? new ModuleSelection.Matching(node.textValue())
                : new ModuleSelection.Named(names(json, TARGETS), layers, patterns);
    }

    static @Nullable ModuleSelection excluded(JsonNode json) {
        JsonNode node = json.path(EXCLUDED);
        if (node.isTextual()) {
            return node.textValue().isEmpty() ? null : new ModuleSelection.Matching(node.textValue());
        }
        List<String> names = names(json, EXCLUDED);
        return names.isEmpty() ? null : ModuleSelection.named(names);
    }

    static void write(AdapterConfig config, ObjectNode json) {
        write(config.targetModules(), TARGETS, json);
        if (config.excludedModules() != null) {
            write(config.excludedModules(), EXCLUDED, json);
        }
    }

    private static void write(ModuleSelection selection, String key, ObjectNode json) {
        if (selection instanceof ModuleSelection.Named named) {
            ArrayNode names = json.putArray(key);
            named.names().forEach(names::add);
            if (!named.layers().isEmpty()) {
                ArrayNode layers = json.putArray(LAYERS);
                named.layers().forEach(layers::add);
            }
            if (!named.layersPatterns().isEmpty()) {
                ArrayNode patterns = json.putArray(LAYERS_PATTERN);
                named.layersPatterns().forEach(patterns::add);
            }
        } else if (selection instanceof ModuleSelection.Matching matching) {
            json.put(key, matching.expression());
        } else {
            json.put(key, ModuleSelection.AllLinear.NAME);
        }
    }

    private static List<String> names(JsonNode json, String key) {
        return list(json, key, JsonNode::isTextual, JsonNode::textValue);
    }

    /** A list, or one value for a list of one; empty where the key is absent or null. */
    private static <T> List<T> list(
            JsonNode json, String key, Function<JsonNode, Boolean> right, Function<JsonNode, T> value) {
        JsonNode node = json.path(key);
        List<T> values = new ArrayList<>();
        if (node.isMissingNode() || node.isNull()) {
            return values;
        }
        for (JsonNode each : node.isArray() ? node : List.of(node)) {
            if (!right.apply(each)) {
                throw new IllegalArgumentException("its " + key + " has " + each + " in it");
            }
            values.add(value.apply(each));
        }
        return values;
    }
}
