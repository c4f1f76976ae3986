package org.dasllm.model.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import org.dasllm.format.io.Json;

/**
 * Reads the rotary embedding of full or of sliding layers, in both spellings: {@code rope_theta} and {@code rope_scaling},
 * or {@code rope_parameters} for all layers or by their kind.
 */
final class RopeReader {
    private static final String PARAMETERS = "rope_parameters";
    private static final String SCALING = "rope_scaling";
    private static final String THETA = "rope_theta";
    private static final String LOCAL_THETA = "rope_local_base_freq";
    private static final String PARTIAL = "partial_rotary_factor";
    private static final String ORIGINAL_CONTEXT = "original_max_position_embeddings";

    private final Keys keys;

    RopeReader(Keys keys) {
        this.keys = keys;
    }

    Rope read(LayerKind kind) {
        boolean local = kind == LayerKind.SLIDING && keys.has(LOCAL_THETA);
        ObjectNode merged = Json.mapper().createObjectNode();
        merged.setAll(parameters(kind));
        ObjectNode scaling = keys.object(SCALING);
        if (!local) {
            merged.setAll(scaling);
        }
        Keys rope = keys.of(merged);
        for (Keys place : new Keys[] {keys, rope}) {
            if (place.has(PARTIAL) && place.number(PARTIAL) != 1) {
                throw keys.unsupported(PARTIAL + " " + place.number(PARTIAL));
            }
        }
        double theta = rope.has(THETA) ? rope.number(THETA) : keys.number(local ? LOCAL_THETA : THETA);
        return new Rope(theta, scaling(rope));
    }

    private ObjectNode parameters(LayerKind kind) {
        Keys parameters = keys.of(keys.object(PARAMETERS));
        boolean nested = Arrays.stream(LayerKind.values()).anyMatch(each -> parameters.mentions(each.key()));
        boolean distinguished = keys.has(LOCAL_THETA);
        if (!nested && keys.has(PARAMETERS) && distinguished) {
            throw keys.broken(
                    PARAMETERS + " does not tell " + LayerKind.FULL.key() + " from " + LayerKind.SLIDING.key());
        }
        if (nested && !parameters.has(kind.key()) && !distinguished) {
            throw keys.broken(PARAMETERS + " has nothing for layers of type " + kind.key());
        }
        return nested ? parameters.object(kind.key()) : keys.object(PARAMETERS);
    }

    private RopeScaling scaling(Keys rope) {
        String key = rope.has("rope_type") ? "rope_type" : "type";
        if (!rope.has(key) && rope.has("factor")) {
            throw keys.broken("the rotary scaling by factor " + rope.number("factor") + " has no rope_type");
        }
        String type = rope.has(key) ? rope.text(key) : "default";
        return switch (type) {
            case "default" -> RopeScaling.NONE;
            case "linear" -> new RopeScaling.Linear(rope.number("factor"));
            case "llama3" ->
                new RopeScaling.Llama3(
                        rope.number("factor"),
                        rope.number("low_freq_factor"),
                        rope.number("high_freq_factor"),
                        rope.has(ORIGINAL_CONTEXT)
                                ? rope.integer(ORIGINAL_CONTEXT)
                                : keys.integer("max_position_embeddings"));
            default -> throw keys.unsupported("rotary scaling of type '" + type + "'");
        };
    }
}
