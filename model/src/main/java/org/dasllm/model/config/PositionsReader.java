package org.dasllm.model.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.dasllm.tensor.AttentionShape;

/**
 * Reads layer by layer how far it sees and how it is turned: from {@code layer_types} where the file has them, else by the
 * rule of the architecture's configuration class in transformers.
 */
final class PositionsReader {
    private static final String TYPES = "layer_types";
    private static final String WINDOW = "sliding_window";
    private static final String WITHOUT_ROPE = "no_rope_layers";
    private static final int MOST_LAYERS = 10_000;

    private final Architecture architecture;
    private final Keys keys;
    private final RopeReader ropes;

    PositionsReader(Architecture architecture, Keys keys) {
        this.architecture = architecture;
        this.keys = keys;
        this.ropes = new RopeReader(keys);
    }

    List<Positions> read() {
        int layers = keys.integer("num_hidden_layers");
        if (layers > MOST_LAYERS) {
            throw keys.broken("num_hidden_layers " + layers + " is above " + MOST_LAYERS);
        }
        for (String list : List.of(TYPES, WITHOUT_ROPE)) {
            int entries = keys.list(list).size();
            if (keys.has(list) && entries < layers) {
                throw keys.broken(list + " has " + entries + " entries for " + layers + " layers");
            }
        }
        return IntStream.range(0, layers).mapToObj(this::layer).toList();
    }

    private Positions layer(int layer) {
        LayerKind kind = kind(layer);
        return new Positions(
                kind == LayerKind.SLIDING ? keys.integer(WINDOW) : AttentionShape.EVERYTHING,
                turned(layer) ? Optional.of(ropes.read(kind)) : Optional.empty());
    }

    private LayerKind kind(int layer) {
        if (keys.has(TYPES)) {
            JsonNode listed = keys.list(TYPES).get(layer);
            String type = listed.isTextual() ? listed.asText() : listed.toString();
            return LayerKind.of(type).orElseThrow(() -> keys.unsupported("a layer of type '" + type + "'"));
        }
        return slides(layer) ? LayerKind.SLIDING : LayerKind.FULL;
    }

    private boolean slides(int layer) {
        return switch (architecture) {
            case LLAMA -> false;
            case MISTRAL -> keys.has(WINDOW);
            case QWEN2, QWEN3 -> chosen() && layer >= keys.integer("max_window_layers");
            case GEMMA2 -> layer % 2 == 0;
            case GEMMA3 -> (layer + 1) % every("sliding_window_pattern") != 0;
            case SMOLLM3 -> chosen() && !turned(layer);
        };
    }

    private boolean chosen() {
        return keys.flag("use_sliding_window") && keys.has(WINDOW);
    }

    private boolean turned(int layer) {
        if (!keys.mentions(WITHOUT_ROPE)) {
            return true;
        }
        if (!keys.has(WITHOUT_ROPE)) {
            return (layer + 1) % every("no_rope_layer_interval") != 0;
        }
        // The list's name is the wrong way round: 1 stands for a layer that is turned.
        JsonNode listed = keys.list(WITHOUT_ROPE).get(layer);
        if (!listed.isInt() || (listed.intValue() | 1) != 1) {
            throw keys.broken(WITHOUT_ROPE + " has an entry that is neither 0 nor 1: " + listed);
        }
        return listed.intValue() == 1;
    }

    private int every(String key) {
        int every = keys.integer(key);
        Sizes.positive(key, every);
        return every;
    }
}
