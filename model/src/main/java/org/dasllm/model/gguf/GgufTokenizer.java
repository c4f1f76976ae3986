package org.dasllm.model.gguf;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.gguf.GgufFile;
import org.dasllm.format.gguf.GgufMetadata;
import org.dasllm.format.io.Json;
import org.dasllm.model.tokenizer.TokenizerJson;

/** Makes tokenizer.json and tokenizer_config.json of a file's lists of tokens. */
public final class GgufTokenizer {
    private static final String KEY = "tokenizer.ggml.";
    private static final String TEMPLATE = "tokenizer.chat_template";

    private final Path file;
    private final GgufMetadata keys;
    private final GgufVocabulary vocabulary;

    /**
     * Reads the lists.
     *
     * @throws DasllmException if they are missing or do not fit each other
     */
    public GgufTokenizer(GgufFile file) {
        this.file = file.path();
        this.keys = file.metadata();
        this.vocabulary = GgufVocabulary.of(file);
    }

    /**
     * Writes both files.
     *
     * @param contextLength the model's context, in tokens
     * @throws DasllmException if the tokenizer is of a kind that is not supported
     */
    public void write(Path dir, int contextLength) {
        ObjectNode json = tokenizer();
        Json.write(dir.resolve("tokenizer.json"), json);
        Json.write(dir.resolve("tokenizer_config.json"), config(contextLength));
    }

    /**
     * What tokenizer.json is to hold.
     *
     * @throws DasllmException if the tokenizer is of a kind that is not supported
     */
    ObjectNode tokenizer() {
        ObjectNode json = Json.mapper().createObjectNode();
        json.put("version", "1.0").putNull("truncation").putNull("padding");
        ArrayNode added = json.putArray("added_tokens");
        vocabulary.added().forEach(id -> added(added.addObject().put("id", id), id));
        if (isSentencePiece()) {
            sentencePiece(json);
        } else {
            bytePairs(json);
        }
        return json;
    }

    private boolean isSentencePiece() {
        String model = keys.text(KEY + "model").orElseThrow(() -> keys.missing(KEY + "model"));
        return switch (model) {
            case "gpt2" -> false;
            case "llama" -> true;
            default ->
                throw DasllmException.input(
                        file + " has a tokenizer of the kind '" + model + "', which is not supported",
                        "Take the model in the Hugging Face layout");
        };
    }

    private void added(ObjectNode node, int id) {
        TokenizerJson.added(node, vocabulary.token(id), vocabulary.isControl(id));
    }

    /** Whether a text begins with the begin token. */
    private boolean addsBos() {
        return keys.flag(KEY + "add_bos_token").orElseGet(() -> isSentencePiece() || pre().addsBos());
    }

    private PreTokenizer pre() {
        String name = keys.text(KEY + "pre")
                .orElseThrow(() -> DasllmException.input(
                        file + " does not say how its tokenizer cuts texts: it has no key '" + KEY + "pre'",
                        "Take a file that a newer converter made, or the model in the Hugging Face layout"));
        return PreTokenizer.of(name)
                .orElseThrow(() -> DasllmException.input(
                        file + " has a tokenizer that cuts texts as '" + name + "' does, which is not supported",
                        "Take the model in the Hugging Face layout"));
    }

    /** As GPT-2 has it: merges of bytes that are written as characters. */
    private void bytePairs(ObjectNode json) {
        PreTokenizer pre = pre();
        if (pre.composes()) {
            json.putObject("normalizer").put("type", "NFC");
        } else {
            json.putNull("normalizer");
        }
        pre.write(json);
        begin(json);
        TokenizerJson.byteLevel(json.putObject("decoder"), true, true);
        ObjectNode model = model(json);
        model.putNull("unk_token").put("fuse_unk", false).put("byte_fallback", false);
        model.put("ignore_merges", pre.wholeWordsFirst());
        vocabulary.writeTokens(model.putObject("vocab"));
        ArrayNode merges = model.putArray("merges");
        keys.texts(KEY + "merges")
                .orElseThrow(() -> keys.missing(KEY + "merges"))
                .forEach(merges::add);
    }

    /** SentencePiece's byte pairs: blanks are written as a character, and characters that are no token as bytes. */
    private void sentencePiece(ObjectNode json) {
        boolean blankFirst = keys.flag(KEY + "add_space_prefix").orElse(true);
        ArrayNode normalizers =
                json.putObject("normalizer").put("type", "Sequence").putArray("normalizers");
        if (blankFirst) {
            normalizers.addObject().put("type", "Prepend").put("prepend", GgufVocabulary.BLANK);
        }
        replace(normalizers.addObject(), " ", GgufVocabulary.BLANK);
        json.putNull("pre_tokenizer");
        begin(json);
        ArrayNode decoders = json.putObject("decoder").put("type", "Sequence").putArray("decoders");
        replace(decoders.addObject(), GgufVocabulary.BLANK, " ");
        decoders.addObject().put("type", "ByteFallback");
        decoders.addObject().put("type", "Fuse");
        if (blankFirst) {
            ObjectNode strip = decoders.addObject().put("type", "Strip").put("content", " ");
            strip.put("start", 1).put("stop", 0);
        }
        ObjectNode model = model(json);
        Optional<String> unknown = special("unknown_token_id");
        if (unknown.isPresent()) {
            model.put("unk_token", unknown.get());
        } else {
            model.putNull("unk_token");
        }
        model.put("fuse_unk", true).put("byte_fallback", true).put("ignore_merges", false);
        vocabulary.writeTokens(model.putObject("vocab"));
        ArrayNode merges = model.putArray("merges");
        double[] scores = keys.reals(KEY + "scores").orElseThrow(() -> keys.missing(KEY + "scores"));
        if (scores.length != vocabulary.size()) {
            throw DasllmException.input(
                    file + " has " + vocabulary.size() + " tokens and the scores of " + scores.length,
                    "Download the file again");
        }
        new ScoredMerges(vocabulary, scores)
                .inOrder()
                .forEach(merge -> merges.addArray().add(merge.left()).add(merge.right()));
    }

    private static ObjectNode model(ObjectNode json) {
        ObjectNode model = json.putObject("model").put("type", "BPE").putNull("dropout");
        return model.putNull("continuing_subword_prefix").putNull("end_of_word_suffix");
    }

    private static void replace(ObjectNode node, String from, String to) {
        node.put("type", "Replace").putObject("pattern").put("String", from);
        node.put("content", to);
    }

    private void begin(ObjectNode json) {
        Optional<String> token = special("bos_token_id");
        if (!addsBos() || token.isEmpty()) {
            json.putNull("post_processor");
            return;
        }
        ObjectNode processor = json.putObject("post_processor").put("type", "TemplateProcessing");
        ArrayNode single = processor.putArray("single");
        single.addObject().putObject("SpecialToken").put("id", token.get()).put("type_id", 0);
        single.addObject().putObject("Sequence").put("id", "A").put("type_id", 0);
        ArrayNode pair = processor.putArray("pair");
        for (String sequence : List.of("A", "B")) {
            int type = sequence.equals("A") ? 0 : 1;
            pair.addObject().putObject("SpecialToken").put("id", token.get()).put("type_id", type);
            pair.addObject().putObject("Sequence").put("id", sequence).put("type_id", type);
        }
        ObjectNode entry = processor.putObject("special_tokens").putObject(token.get());
        entry.put("id", token.get())
                .putArray("ids")
                .add(keys.whole(KEY + "bos_token_id").orElseThrow());
        entry.putArray("tokens").add(token.get());
    }

    /**
     * What tokenizer_config.json is to hold.
     *
     * @param contextLength the model's context, in tokens
     */
    ObjectNode config(int contextLength) {
        ObjectNode json = Json.mapper().createObjectNode();
        json.put("tokenizer_class", "PreTrainedTokenizerFast");
        json.put("model_max_length", contextLength);
        json.put("clean_up_tokenization_spaces", false);
        json.put("add_bos_token", addsBos()).put("add_eos_token", false);
        json.put("bos_token", special("bos_token_id").orElse(null));
        json.put("eos_token", special("eos_token_id").orElse(null));
        json.put("unk_token", special("unknown_token_id").orElse(null));
        json.put(
                "pad_token",
                special("padding_token_id").or(() -> special("eos_token_id")).orElse(null));
        ObjectNode added = json.putObject("added_tokens_decoder");
        vocabulary.added().forEach(id -> added(added.putObject(String.valueOf(id)), id));
        keys.text(TEMPLATE).ifPresent(template -> json.put("chat_template", template));
        return json;
    }

    private Optional<String> special(String key) {
        OptionalLong id = keys.whole(KEY + key);
        if (id.isEmpty()) {
            return Optional.empty();
        }
        if (id.getAsLong() < 0 || id.getAsLong() >= vocabulary.size()) {
            throw DasllmException.input(
                    file + ": the key '" + KEY + key + "' is " + id.getAsLong() + ", and there are " + vocabulary.size()
                            + " tokens",
                    "Download the file again");
        }
        return Optional.of(vocabulary.token((int) id.getAsLong()));
    }
}
