package org.dasllm.model.tokenizer;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.dasllm.format.io.Json;

/**
 * Llama's tokenizer.json as transformers makes it of a SentencePiece vocabulary (convert_slow_tokenizer.py, LlamaConverter):
 * a merge for every way in which two tokens make a third, the third's score deciding; a blank before the text, and U+2581
 * for each; bytes where a character has no token.
 */
final class SentencePieceFolder {
    private static final String BLANK = "\u2581";

    private record Merge(String left, String right, float score) {}

    private SentencePieceFolder() {}

    static Path write(Path dir, GgufVocabulary vocabulary) {
        ObjectNode json = Json.mapper().createObjectNode();
        json.put("version", "1.0").putNull("truncation").putNull("padding");
        ArrayNode added = json.putArray("added_tokens");
        ArrayNode normalizers = sequence(json.putObject("normalizer"), "normalizers");
        normalizers.addObject().put("type", "Prepend").put("prepend", BLANK);
        replace(normalizers.addObject(), " ", BLANK);
        json.putNull("pre_tokenizer");
        ObjectNode beginning = json.putObject("post_processor").put("type", "TemplateProcessing");
        special(beginning.putArray("single"));
        special(beginning.putArray("pair"));
        ObjectNode bos = beginning.putObject("special_tokens").putObject("<s>").put("id", "<s>");
        bos.putArray("ids").add(1);
        bos.putArray("tokens").add("<s>");
        ArrayNode decoders = sequence(json.putObject("decoder"), "decoders");
        replace(decoders.addObject(), BLANK, " ");
        decoders.addObject().put("type", "ByteFallback");
        decoders.addObject().put("type", "Fuse");
        decoders.addObject()
                .put("type", "Strip")
                .put("content", " ")
                .put("start", 1)
                .put("stop", 0);
        ObjectNode model = json.putObject("model").put("type", "BPE").putNull("dropout");
        model.put("unk_token", "<unk>").put("fuse_unk", true).put("byte_fallback", true);
        ObjectNode ids = model.putObject("vocab");
        for (int id = 0; id < vocabulary.tokens().size(); id++) {
            String token = vocabulary.tokens().get(id);
            ids.put(token, id);
            int kind = vocabulary.kinds()[id];
            if (kind == GgufVocabulary.UNKNOWN || kind == GgufVocabulary.CONTROL) {
                ObjectNode special = added.addObject().put("id", id).put("content", token);
                special.put("single_word", false).put("lstrip", false).put("rstrip", false);
                special.put("normalized", false).put("special", true);
            }
        }
        ArrayNode merges = model.putArray("merges");
        merges(vocabulary).forEach(merge -> merges.addArray().add(merge.left).add(merge.right));
        Json.write(dir.resolve("tokenizer.json"), json);
        Json.write(dir.resolve("tokenizer_config.json"), Map.of("bos_token", "<s>", "eos_token", "</s>"));
        return dir;
    }

    private static List<Merge> merges(GgufVocabulary vocabulary) {
        Map<String, Integer> ids = new HashMap<>();
        for (int id = 0; id < vocabulary.tokens().size(); id++) {
            ids.put(vocabulary.tokens().get(id), id);
        }
        List<Merge> merges = new ArrayList<>();
        for (int id = 0; id < vocabulary.tokens().size(); id++) {
            String token = vocabulary.tokens().get(id);
            List<Merge> ways = new ArrayList<>();
            for (int at = 1; at < token.length(); at++) {
                String left = token.substring(0, at);
                String right = token.substring(at);
                if (ids.containsKey(left) && ids.containsKey(right)) {
                    ways.add(new Merge(left, right, vocabulary.scores()[id]));
                }
            }
            ways.sort(Comparator.comparing((Merge way) -> ids.getOrDefault(way.left, 0))
                    .thenComparing(way -> ids.getOrDefault(way.right, 0)));
            merges.addAll(ways);
        }
        merges.sort(Comparator.comparing(Merge::score).reversed());
        return merges;
    }

    private static void special(ArrayNode template) {
        template.addObject().putObject("SpecialToken").put("id", "<s>").put("type_id", 0);
        template.addObject().putObject("Sequence").put("id", "A").put("type_id", 0);
    }

    private static ArrayNode sequence(ObjectNode node, String parts) {
        return node.put("type", "Sequence").putArray(parts);
    }

    private static void replace(ObjectNode node, String from, String to) {
        node.put("type", "Replace").put("content", to).putObject("pattern").put("String", from);
    }
}
