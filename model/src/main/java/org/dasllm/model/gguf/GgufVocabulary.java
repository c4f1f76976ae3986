package org.dasllm.model.gguf;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.gguf.GgufFile;
import org.dasllm.format.gguf.GgufMetadata;

/** The tokens of a file and their kinds. */
final class GgufVocabulary {
    /** How SentencePiece writes a blank. */
    static final String BLANK = "\u2581";

    private static final String TOKENS = "tokenizer.ggml.tokens";
    private static final String KINDS = "tokenizer.ggml.token_type";
    /** Characters; what is made of a token may take their number squared. */
    private static final int LONGEST_TOKEN = 1 << 14;

    private static final int NORMAL = 1;
    private static final int UNKNOWN = 2;
    private static final int CONTROL = 3;
    private static final int USER_DEFINED = 4;

    private final List<String> tokens;
    private final long[] kinds;
    private final Map<String, Integer> ids;

    private GgufVocabulary(List<String> tokens, long[] kinds, Map<String, Integer> ids) {
        this.tokens = tokens;
        this.kinds = kinds;
        this.ids = ids;
    }

    static GgufVocabulary of(GgufFile file) {
        GgufMetadata keys = file.metadata();
        List<String> tokens = keys.texts(TOKENS).orElseThrow(() -> keys.missing(TOKENS));
        long[] kinds = keys.wholes(KINDS).orElseThrow(() -> keys.missing(KINDS));
        if (tokens.isEmpty() || kinds.length != tokens.size()) {
            throw DasllmException.input(
                    file.path() + " has " + tokens.size() + " tokens and the kinds of " + kinds.length,
                    "Download the file again");
        }
        Map<String, Integer> ids = new HashMap<>();
        tokens.stream()
                .filter(token -> token.length() > LONGEST_TOKEN)
                .findFirst()
                .ifPresent(token -> {
                    throw DasllmException.input(
                            file.path() + " has a token of " + token.length() + " characters",
                            "Download the file again");
                });
        for (int id = 0; id < tokens.size(); id++) {
            Integer before = ids.put(tokens.get(id), id);
            if (before != null) {
                throw DasllmException.input(
                        file.path() + " has the token '" + tokens.get(id) + "' twice, as " + before + " and " + id,
                        "Download the file again");
            }
        }
        return new GgufVocabulary(tokens, kinds, ids);
    }

    int size() {
        return tokens.size();
    }

    String token(int id) {
        return tokens.get(id);
    }

    OptionalInt id(String token) {
        Integer id = ids.get(token);
        return id == null ? OptionalInt.empty() : OptionalInt.of(id);
    }

    /** Whether a token controls the model instead of being a text. */
    boolean isControl(int id) {
        return kinds[id] == CONTROL || kinds[id] == UNKNOWN;
    }

    boolean isNormal(int id) {
        return kinds[id] == NORMAL;
    }

    /** Tokens that become one wherever their text stands, before anything is merged. */
    List<Integer> added() {
        return IntStream.range(0, tokens.size())
                .filter(id -> isControl(id) || kinds[id] == USER_DEFINED)
                .boxed()
                .toList();
    }

    void writeTokens(ObjectNode json) {
        for (int id = 0; id < tokens.size(); id++) {
            json.put(tokens.get(id), id);
        }
    }
}
