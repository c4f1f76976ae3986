package org.dasllm.model.tokenizer;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.Json;

/** The files that say how a conversation becomes tokens: written for a trained tokenizer, and copied with a model. */
public final class TokenizerFiles {
    /** The files' names, as the Hugging Face libraries have written them over time. */
    static final List<String> NAMES = List.of(
            "tokenizer.json",
            "tokenizer_config.json",
            "special_tokens_map.json",
            "added_tokens.json",
            "vocab.json",
            "vocab.txt",
            "merges.txt",
            "tokenizer.model",
            "tokenizer.model.v3",
            "tekken.json",
            "spiece.model",
            "sentencepiece.bpe.model",
            "chat_template.jinja",
            "chat_template.json");

    /** Folders of named chat templates, one Jinja file each. */
    static final List<String> FOLDERS = List.of("additional_chat_templates", "chat_templates");

    private TokenizerFiles() {}

    /** Whether a path below a model's folder, with {@code /} between its parts, is that of one of them. */
    public static boolean includes(String path) {
        int slash = path.indexOf('/');
        if (slash < 0) {
            return NAMES.contains(path);
        }
        return FOLDERS.contains(path.substring(0, slash))
                && path.indexOf('/', slash + 1) < 0
                && path.endsWith(".jinja");
    }

    /**
     * Copies all of them that a model's folder has; every way out of this program takes them along by this method.
     *
     * @param from a model's folder; its links are followed
     * @param to a folder that has none of them yet
     */
    public static void copy(Path from, Path to) throws IOException {
        for (String name : NAMES) {
            if (Files.isRegularFile(from.resolve(name))) {
                Files.copy(from.resolve(name), to.resolve(name));
            }
        }
        for (String name : FOLDERS) {
            if (Files.isDirectory(from.resolve(name))) {
                copyTemplates(from.resolve(name), Files.createDirectory(to.resolve(name)));
            }
        }
    }

    private static void copyTemplates(Path from, Path to) throws IOException {
        try (DirectoryStream<Path> templates = Files.newDirectoryStream(from, "*.jinja")) {
            for (Path template : templates) {
                if (Files.isRegularFile(template)) {
                    Files.copy(template, to.resolve(String.valueOf(template.getFileName())));
                }
            }
        }
    }

    /**
     * Writes tokenizer.json and tokenizer_config.json.
     *
     * @param endToken the special token that ends an answer
     * @param contextLength the model's context, in tokens
     * @param chatTemplate a Jinja template
     */
    public static void write(
            Path dir, BpeVocabulary vocabulary, String endToken, int contextLength, String chatTemplate) {
        if (!vocabulary.specialTokens().contains(endToken)) {
            throw DasllmException.usage(
                    "The end token " + endToken + " is not among the special tokens " + vocabulary.specialTokens(),
                    "Add it to them");
        }
        Json.write(dir.resolve("tokenizer.json"), tokenizer(vocabulary));
        Json.write(dir.resolve("tokenizer_config.json"), config(vocabulary, endToken, contextLength, chatTemplate));
    }

    private static ObjectNode tokenizer(BpeVocabulary vocabulary) {
        ObjectNode json = Json.mapper().createObjectNode();
        json.put("version", "1.0").putNull("truncation").putNull("padding");
        ArrayNode added = json.putArray("added_tokens");
        for (int id = 0; id < vocabulary.specialTokens().size(); id++) {
            TokenizerJson.added(
                    added.addObject().put("id", id), vocabulary.specialTokens().get(id), true);
        }
        json.putNull("normalizer");
        ObjectNode preTokenizer = json.putObject("pre_tokenizer").put("type", "Sequence");
        ArrayNode parts = preTokenizer.putArray("pretokenizers");
        ObjectNode split = parts.addObject().put("type", "Split");
        split.putObject("pattern").put("Regex", PreTokens.EXPRESSION);
        split.put("behavior", "Isolated").put("invert", false);
        TokenizerJson.byteLevel(parts.addObject(), false, false);
        TokenizerJson.byteLevel(json.putObject("post_processor"), false, false);
        TokenizerJson.byteLevel(json.putObject("decoder"), false, false);
        ObjectNode model = json.putObject("model").put("type", "BPE");
        model.putNull("dropout").putNull("unk_token");
        model.put("continuing_subword_prefix", "").put("end_of_word_suffix", "");
        model.put("fuse_unk", false).put("byte_fallback", false).put("ignore_merges", false);
        ObjectNode ids = model.putObject("vocab");
        for (int id = 0; id < vocabulary.tokens().size(); id++) {
            ids.put(vocabulary.tokens().get(id), id);
        }
        ArrayNode merges = model.putArray("merges");
        vocabulary.merges().forEach(merge -> merges.add(merge.left() + " " + merge.right()));
        return json;
    }

    private static ObjectNode config(
            BpeVocabulary vocabulary, String endToken, int contextLength, String chatTemplate) {
        ObjectNode json = Json.mapper().createObjectNode();
        json.put("tokenizer_class", "PreTrainedTokenizerFast");
        json.put("model_max_length", contextLength);
        json.put("clean_up_tokenization_spaces", false);
        json.putNull("bos_token");
        json.put("eos_token", endToken);
        json.put("pad_token", endToken);
        json.putNull("unk_token");
        ObjectNode added = json.putObject("added_tokens_decoder");
        for (int id = 0; id < vocabulary.specialTokens().size(); id++) {
            TokenizerJson.added(
                    added.putObject(String.valueOf(id)),
                    vocabulary.specialTokens().get(id),
                    true);
        }
        json.put("chat_template", chatTemplate);
        return json;
    }
}
