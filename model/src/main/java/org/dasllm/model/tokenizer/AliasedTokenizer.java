package org.dasllm.model.tokenizer;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * A tokenizer.json in which some tokens have another name, which begins with a random number and which therefore nobody
 * writes by accident or guesses. Their own names are ordinary text to it.
 */
final class AliasedTokenizer implements AutoCloseable {
    private static final int RANDOM_BYTES = 12;

    private final HuggingFaceTokenizer tokenizer;
    private final Map<Integer, String> aliases;

    private AliasedTokenizer(HuggingFaceTokenizer tokenizer, Map<Integer, String> aliases) {
        this.tokenizer = tokenizer;
        this.aliases = aliases;
    }

    /**
     * Gives tokens other names.
     *
     * @param file where the tokenizer is from, for complaints
     * @param json the tokenizer; it is changed
     */
    static AliasedTokenizer open(Path file, ObjectNode json, Map<Integer, String> tokens) {
        byte[] random = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(random);
        // U+241F is neither a letter, which a neighbour could make a word with, nor changed by a normalizer.
        String begin = "\u241F" + HexFormat.of().formatHex(random);
        Map<Integer, String> aliases = new HashMap<>();
        tokens.forEach((id, name) -> aliases.put(id, begin + name));
        rename(json, tokens, aliases);
        byte[] text = json.toString().getBytes(StandardCharsets.UTF_8);
        return new AliasedTokenizer(NativeTokenizer.open(file, new ByteArrayInputStream(text)), aliases);
    }

    private static void rename(ObjectNode json, Map<Integer, String> tokens, Map<Integer, String> aliases) {
        Map<String, String> renamed = new HashMap<>();
        tokens.forEach((id, name) -> renamed.put(name, alias(aliases, id)));
        for (JsonNode added : json.path("added_tokens")) {
            String alias = renamed.get(added.path("content").asText());
            if (alias != null) {
                ((ObjectNode) added).put("content", alias);
            }
        }
        if (json.get("model") instanceof ObjectNode model) {
            // Some kinds of model make a token of its name even where it is not an added one.
            renameInVocabulary(model.path("vocab"), renamed);
            withoutMerges(model.path("merges"), renamed);
            String unknown = renamed.get(model.path("unk_token").asText());
            if (unknown != null) {
                model.put("unk_token", unknown);
            }
        }
    }

    private static void renameInVocabulary(JsonNode vocabulary, Map<String, String> renamed) {
        if (vocabulary instanceof ObjectNode ids) {
            renamed.forEach((name, alias) -> {
                JsonNode id = ids.remove(name);
                if (id != null) {
                    ids.set(alias, id);
                }
            });
        }
        if (vocabulary instanceof ArrayNode scored) {
            for (JsonNode pair : scored) {
                String alias = renamed.get(pair.path(0).asText());
                if (alias != null) {
                    ((ArrayNode) pair).set(0, alias);
                }
            }
        }
    }

    private static void withoutMerges(JsonNode merges, Map<String, String> renamed) {
        for (Iterator<JsonNode> each = merges.iterator(); each.hasNext(); ) {
            JsonNode merge = each.next();
            String made = merge.isTextual()
                    ? merge.asText().replaceFirst("(?<=.) ", "")
                    : merge.path(0).asText() + merge.path(1).asText();
            if (renamed.containsKey(made)) {
                each.remove();
            }
        }
    }

    private static String alias(Map<Integer, String> aliases, int id) {
        String alias = aliases.get(id);
        if (alias == null) {
            throw new IllegalArgumentException("Token " + id + " has no alias");
        }
        return alias;
    }

    /**
     * The tokens of a text.
     *
     * @param control places of the text, in order, that are to become one token each, and which
     */
    TokenizedText encode(String text, List<PlacedToken> control) {
        StringBuilder written = new StringBuilder();
        List<Integer> places = new ArrayList<>();
        List<PlacedToken> placed = new ArrayList<>();
        int from = 0;
        for (PlacedToken token : control) {
            copy(text, from, token.begin(), written, places);
            String alias = alias(aliases, token.id());
            placed.add(new PlacedToken(token.id(), written.length(), written.length() + alias.length()));
            written.append(alias);
            for (int i = 0; i < alias.length(); i++) {
                places.add(token.begin());
            }
            from = token.end();
        }
        copy(text, from, text.length(), written, places);
        places.add(text.length());
        String all = written.toString();
        TokenizedText tokens = Tokenizer.withPlaces(all, tokenizer.encode(all, false, false));
        return inText(tokens, placed, places);
    }

    private static void copy(String text, int begin, int end, StringBuilder written, List<Integer> places) {
        written.append(text, begin, end);
        for (int i = begin; i < end; i++) {
            places.add(i);
        }
    }

    /** Aliases become the tokens that they stand for, and places those of the text as it was. */
    private static TokenizedText inText(TokenizedText tokens, List<PlacedToken> placed, List<Integer> places) {
        int[] ids = tokens.ids().clone();
        int[] begins = new int[ids.length];
        int[] ends = new int[ids.length];
        int next = 0;
        for (int i = 0; i < ids.length; i++) {
            begins[i] = places.get(tokens.begins()[i]);
            ends[i] = places.get(tokens.ends()[i]);
            if (next < placed.size() && placed.get(next).within(tokens.begins()[i], tokens.ends()[i])) {
                ids[i] = placed.get(next).id();
                next++;
            }
        }
        if (next < placed.size()) {
            throw new IllegalStateException(
                    "The tokenizer has taken " + next + " of " + placed.size() + " control tokens apart");
        }
        return new TokenizedText(ids, begins, ends);
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
