package org.dasllm.model.gguf;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.gguf.GgufWriter;
import org.dasllm.format.io.Json;
import org.dasllm.model.chat.ChatTemplate;
import org.dasllm.model.config.ModelConfig;
import org.dasllm.model.tokenizer.SpecialTokens;

/** The keys of a tokenizer: its tokens, their kinds, and merges or scores. */
final class TokenizerKeys {
    private static final String KEY = "tokenizer.ggml.";
    private static final Pattern BYTE = Pattern.compile("<0x[0-9A-F]{2}>");
    private static final int NORMAL = 1;
    private static final int CONTROL = 3;
    private static final int USER_DEFINED = 4;
    private static final int UNUSED = 5;
    private static final int BYTE_KIND = 6;

    private final Path folder;
    private final Path file;
    private final JsonNode tokenizer;
    private final JsonNode model;

    TokenizerKeys(Path folder) {
        this.folder = folder;
        this.file = folder.resolve("tokenizer.json");
        this.tokenizer = Json.readTree(file);
        this.model = tokenizer.path("model");
    }

    void write(GgufWriter writer, ModelConfig config) {
        if (!model.path("type").asText().equals("BPE")) {
            throw unsupported("a tokenizer of the kind '" + model.path("type").asText() + "'");
        }
        boolean sentencePiece = model.path("byte_fallback").asBoolean();
        Map<String, Integer> ids = new HashMap<>();
        model.path("vocab")
                .properties()
                .forEach(entry -> ids.put(entry.getKey(), entry.getValue().asInt()));
        for (JsonNode added : tokenizer.path("added_tokens")) {
            ids.put(added.path("content").asText(), added.path("id").asInt());
        }
        String[] tokens = new String[config.vocabularySize()];
        int[] kinds = new int[tokens.length];
        ids.forEach((token, id) -> {
            if (id < 0 || id >= tokens.length) {
                throw unsupported(
                        "the token '" + token + "' with the id " + id + " beyond the model's " + tokens.length);
            }
            tokens[id] = token;
            kinds[id] = sentencePiece && BYTE.matcher(token).matches() ? BYTE_KIND : NORMAL;
        });
        for (JsonNode added : tokenizer.path("added_tokens")) {
            kinds[added.path("id").asInt()] = added.path("special").asBoolean() ? CONTROL : USER_DEFINED;
        }
        for (int id = 0; id < tokens.length; id++) {
            if (tokens[id] == null) {
                tokens[id] = "[PAD" + id + "]";
                kinds[id] = UNUSED;
            }
        }
        writer.text(KEY + "model", sentencePiece ? "llama" : "gpt2");
        writer.texts(KEY + "tokens", List.of(tokens)).wholes(KEY + "token_type", kinds);
        if (sentencePiece) {
            writer.text(KEY + "pre", "default").reals(KEY + "scores", scores(tokens, ids));
            writer.flag(
                    KEY + "add_space_prefix",
                    tokenizer.at("/normalizer").toString().contains("Prepend"));
        } else {
            writer.text(KEY + "pre", preTokenizer());
            writer.texts(KEY + "merges", merges());
        }
        special(writer, config, ids);
        writer.text("tokenizer.chat_template", ChatTemplate.load(folder).source());
    }

    private void special(GgufWriter writer, ModelConfig config, Map<String, Integer> ids) {
        JsonNode written = SpecialTokens.config(folder);
        config.bos().ifPresent(id -> writer.whole(KEY + "bos_token_id", id));
        Integer end = ids.get(SpecialTokens.content(written, "eos_token"));
        List<Integer> ends = new ArrayList<>(config.endTokens());
        if (end != null) {
            ends.remove(end);
            ends.add(0, end);
        }
        String[] names = {"eos_token_id", "eot_token_id", "eom_token_id"};
        for (int i = 0; i < Math.min(names.length, ends.size()); i++) {
            writer.whole(KEY + names[i], ends.get(i));
        }
        for (String[] role : new String[][] {{"unk_token", "unknown_token_id"}, {"pad_token", "padding_token_id"}}) {
            Integer id = ids.get(SpecialTokens.content(written, role[0]));
            if (id != null) {
                writer.whole(KEY + role[1], id);
            }
        }
        writer.flag(KEY + "add_bos_token", bosIsAdded(config.bos()));
        writer.flag(KEY + "add_eos_token", false);
    }

    /** Whether the tokenizer itself puts the begin token before a text. */
    private boolean bosIsAdded(OptionalInt bos) {
        return bos.isPresent()
                && tokenizer.path("post_processor").findValues("SpecialToken").stream()
                        .anyMatch(token -> tokenizer
                                        .at("/post_processor/special_tokens")
                                        .path(token.path("id").asText())
                                        .path("ids")
                                        .path(0)
                                        .asInt(-1)
                                == bos.getAsInt());
    }

    private String preTokenizer() {
        String expression = tokenizer.path("pre_tokenizer").findPath("Regex").asText("");
        boolean digits =
                tokenizer.path("pre_tokenizer").findValuesAsText("type").contains("Digits");
        return PreTokenizer.named(expression, digits)
                .orElseThrow(() -> unsupported("a tokenizer that cuts texts by an expression llama.cpp does not know"));
    }

    private List<String> merges() {
        List<String> merges = new ArrayList<>();
        for (JsonNode merge : model.path("merges")) {
            merges.add(
                    merge.isArray()
                            ? merge.path(0).asText() + " " + merge.path(1).asText()
                            : merge.asText());
        }
        return merges;
    }

    /** The earlier two tokens are merged, the higher the score of what they become. */
    private float[] scores(String[] tokens, Map<String, Integer> ids) {
        float[] scores = new float[tokens.length];
        Arrays.fill(scores, -1e9f);
        int rank = 0;
        for (String text : merges()) {
            int blank = text.indexOf(' ', 1);
            Integer id = ids.get(text.substring(0, blank) + text.substring(blank + 1));
            if (id != null) {
                scores[id] = Math.max(scores[id], -rank);
            }
            rank++;
        }
        for (int id = 0; id < tokens.length; id++) {
            // Single characters and bytes are merged from nothing.
            scores[id] = scores[id] == -1e9f ? 0 : scores[id];
        }
        return scores;
    }

    private DasllmException unsupported(String what) {
        return DasllmException.input(
                file + " has " + what + ", which a GGUF file cannot hold", "Serve the model with this program");
    }
}
