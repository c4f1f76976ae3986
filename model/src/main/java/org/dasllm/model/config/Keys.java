package org.dasllm.model.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.dasllm.format.error.DasllmException;

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

    JsonNode node(String key) {
        return json.path(key);
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
        return DasllmException.input(file + ": " + what, "Repair config.json or fetch the model again");
    }

    DasllmException unsupported(String what) {
        return DasllmException.input(file + ": " + what + " is not supported", "Use a model without it");
    }
}
