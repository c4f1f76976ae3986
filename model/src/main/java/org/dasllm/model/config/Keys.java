package org.dasllm.model.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.Json;

/** Typed access to the keys of a JSON object; every complaint names the file and the key. */
final class Keys {
    private final String file;
    private final ObjectNode json;

    Keys(String file, ObjectNode json) {
        this.file = file;
        this.json = json;
    }

    /** Whether the key is there and not null. */
    boolean has(String key) {
        return json.hasNonNull(key);
    }

    /** Whether the key is there, be it null. */
    boolean mentions(String key) {
        return json.has(key);
    }

    String text(String key) {
        JsonNode node = json.path(key);
        if (!node.isTextual()) {
            throw broken(key + (has(key) ? " is not a text: " + node : " is missing"));
        }
        return node.asText();
    }

    /** Empty where there is none. */
    List<JsonNode> list(String key) {
        JsonNode node = json.path(key);
        if (has(key) && !node.isArray()) {
            throw broken(key + " is not a list: " + node);
        }
        List<JsonNode> items = new ArrayList<>();
        node.forEach(items::add);
        return items;
    }

    /** An empty object where there is none. */
    ObjectNode object(String key) {
        JsonNode node = json.path(key);
        if (has(key) && !node.isObject()) {
            throw broken(key + " is not an object: " + node);
        }
        return node instanceof ObjectNode object ? object : Json.mapper().createObjectNode();
    }

    /** The numbers of tokens that a key names: one, or a list of them; empty where it is absent or null. */
    List<Integer> tokens(String key, int vocabularySize) {
        JsonNode node = json.path(key);
        List<Integer> tokens = new ArrayList<>();
        for (JsonNode each : node.isArray() || !has(key) ? node : List.of(node)) {
            if (!each.isInt()) {
                throw broken(key + " is not a token's number: " + node);
            }
            int token = each.intValue();
            if (token < 0 || token >= vocabularySize) {
                throw broken(key + " " + token + " is outside the vocabulary of " + vocabularySize);
            }
            tokens.add(token);
        }
        return tokens;
    }

    int integer(String key) {
        JsonNode node = json.path(key);
        if (!node.isInt()) {
            throw broken(key + (has(key) ? " is not a whole number: " + node : " is missing"));
        }
        return node.intValue();
    }

    double number(String key) {
        JsonNode node = json.path(key);
        if (!node.isNumber()) {
            throw broken(key + (has(key) ? " is not a number: " + node : " is missing"));
        }
        if (!Double.isFinite(node.doubleValue())) {
            throw broken(key + " is too large a number");
        }
        return node.doubleValue();
    }

    /** False where there is none. */
    boolean flag(String key) {
        JsonNode node = json.path(key);
        if (has(key) && !node.isBoolean()) {
            throw broken(key + " is neither true nor false: " + node);
        }
        return node.asBoolean(false);
    }

    /** The same complaints about another object of the same file. */
    Keys of(ObjectNode other) {
        return new Keys(file, other);
    }

    DasllmException broken(String what) {
        return DasllmException.input(file + ": " + what, "Repair the file or fetch the model again");
    }

    DasllmException unsupported(String what) {
        return DasllmException.input(file + ": " + what + " is not supported", "Use a model without it");
    }
}
