package org.dasllm.model.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** Reads the tokens that begin and end a text. */
final class TokensReader {
    private static final String BEGIN = "bos_token_id";
    private static final String END = "eos_token_id";

    private final ConfigFiles files;

    TokensReader(ConfigFiles files) {
        this.files = files;
    }

    OptionalInt bos() {
        return tokens(files.config(), BEGIN).stream()
                .mapToInt(Integer::intValue)
                .findFirst();
    }

    /** generation_config.json decides where it names some: chat models end a turn with more than one token. */
    List<Integer> endTokens() {
        List<Integer> named = tokens(files.generation(), END);
        return named.isEmpty() ? tokens(files.config(), END) : named;
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
}
