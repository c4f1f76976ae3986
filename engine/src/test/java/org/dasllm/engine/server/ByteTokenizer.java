package org.dasllm.engine.server;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.dasllm.format.io.Json;
import org.dasllm.model.tokenizer.Tokenizer;

/** A tokenizer with one token for each byte, and one that ends a text. The id of a byte is its value. */
final class ByteTokenizer {
    static final int END = 256;
    static final int SIZE = 257;

    private ByteTokenizer() {}

    static Tokenizer in(Path dir) {
        Map<String, Object> byteLevel =
                Map.of("type", "ByteLevel", "add_prefix_space", false, "trim_offsets", true, "use_regex", false);
        Map<String, Object> end = Map.of(
                "id",
                END,
                "content",
                "<|end|>",
                "single_word",
                false,
                "lstrip",
                false,
                "rstrip",
                false,
                "normalized",
                false,
                "special",
                true);
        Map<String, Object> json = new HashMap<>();
        json.put("version", "1.0");
        json.put("added_tokens", List.of(end));
        json.put("pre_tokenizer", byteLevel);
        json.put("decoder", byteLevel);
        json.put("model", Map.of("type", "BPE", "vocab", vocabulary(), "merges", List.of()));
        Json.write(dir.resolve("tokenizer.json"), json);
        Json.write(dir.resolve("tokenizer_config.json"), Map.of("eos_token", "<|end|>"));
        return Tokenizer.load(dir);
    }

    /** Byte-level BPE spells bytes that are no printable Latin-1 as the characters from U+0100 on, in their order. */
    private static Map<String, Integer> vocabulary() {
        Map<String, Integer> vocabulary = new HashMap<>();
        List<Integer> unprintable = new ArrayList<>();
        for (int value = 0; value < 256; value++) {
            boolean printable = (value >= '!' && value <= '~') || (value >= 0xa1 && value != 0xad);
            int character = value;
            if (!printable) {
                character = 0x100 + unprintable.size();
                unprintable.add(value);
            }
            vocabulary.put(Character.toString(character), value);
        }
        return vocabulary;
    }
}
