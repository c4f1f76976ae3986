package org.dasllm.model.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.dasllm.format.error.DasllmException;

/**
 * The tokens of a tokenizer.json.
 *
 * @param ids of all tokens, by their spelling
 * @param added those that are found in a text before it is tokenized
 * @param unknown the one that stands for letters without a token, where there is one
 */
record Vocabulary(Map<String, Integer> ids, List<AddedToken> added, OptionalInt unknown) {

    /**
     * Reads it.
     *
     * @throws DasllmException if an added token has no id, or one that is another token's
     */
    static Vocabulary of(Path file, JsonNode tokenizer) {
        Map<String, Integer> ids = model(tokenizer.path("model").path("vocab"));
        Map<Integer, String> spellings = new HashMap<>();
        ids.forEach((spelling, id) -> spellings.put(id, spelling));
        List<AddedToken> added = new ArrayList<>();
        for (JsonNode entry : tokenizer.path("added_tokens")) {
            String content = entry.path("content").asText();
            JsonNode id = entry.path("id");
            if (content.isEmpty()) {
                continue; // no text becomes this token
            }
            if (!id.isInt() || id.intValue() < 0) {
                throw broken(file + ": the added token '" + content + "' has no id, but " + id);
            }
            String other = spellings.putIfAbsent(id.intValue(), content);
            Integer before = ids.put(content, id.intValue());
            if (other != null && !other.equals(content)) {
                throw broken(file + ": the added token '" + content + "' has the id " + id + ", which is that of '"
                        + other + "'");
            }
            if (before != null && before != id.intValue()) {
                throw broken(file + ": the added token '" + content + "' has the id " + id + ", and elsewhere the id "
                        + before);
            }
            added.add(
                    new AddedToken(id.intValue(), content, entry.path("special").asBoolean()));
        }
        return new Vocabulary(Map.copyOf(ids), List.copyOf(added), unknown(tokenizer.path("model"), ids));
    }

    private static OptionalInt unknown(JsonNode model, Map<String, Integer> ids) {
        JsonNode byId = model.path("unk_id");
        Integer id = byId.isInt()
                ? Integer.valueOf(byId.intValue())
                : ids.get(model.path("unk_token").asText());
        return id == null ? OptionalInt.empty() : OptionalInt.of(id);
    }

    private static Map<String, Integer> model(JsonNode vocabulary) {
        Map<String, Integer> ids = new HashMap<>();
        if (vocabulary.isArray()) {
            // Unigram: [token, score] pairs in the order of their ids.
            for (int id = 0; id < vocabulary.size(); id++) {
                ids.put(vocabulary.get(id).path(0).asText(), id);
            }
        } else {
            vocabulary
                    .properties()
                    .forEach(entry -> ids.put(entry.getKey(), entry.getValue().asInt()));
        }
        return ids;
    }

    static DasllmException broken(String what) {
        return DasllmException.input(what, "Fetch the model's tokenizer.json again, or repair it");
    }

    /** The highest id + 1. */
    int size() {
        return ids.values().stream().mapToInt(Integer::intValue).max().orElse(-1) + 1;
    }
}
