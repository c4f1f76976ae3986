package org.dasllm.model.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.dasllm.format.io.Json;

/** What tokenizer_config.json says of special tokens: a string, or an object with its content, or null. */
public final class SpecialTokens {
    private static final List<String> ROLES =
            List.of("bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token");

    private SpecialTokens() {}

    /** tokenizer_config.json; a missing node where there is no such file. */
    public static JsonNode config(Path dir) {
        Path file = dir.resolve("tokenizer_config.json");
        return Files.isRegularFile(file) ? Json.read(file, JsonNode.class) : MissingNode.getInstance();
    }

    /** The token of a key such as {@code eos_token}; empty where there is none. */
    public static String content(JsonNode config, String key) {
        JsonNode token = config.path(key);
        return token.isObject() ? token.path("content").asText("") : token.isTextual() ? token.asText() : "";
    }

    /** All that it calls special, by their spelling. */
    static Set<String> names(JsonNode config) {
        Set<String> names = new HashSet<>();
        ROLES.forEach(role -> names.add(content(config, role)));
        for (JsonNode more : config.path("additional_special_tokens")) {
            names.add(more.isObject() ? more.path("content").asText() : more.asText());
        }
        for (JsonNode added : config.path("added_tokens_decoder")) {
            if (added.path("special").asBoolean()) {
                names.add(added.path("content").asText());
            }
        }
        return names;
    }
}
