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
        return in(dir, List.of());
    }

    /** With more tokens, from {@link #SIZE} on, for which a model of that size has no rows. */
    static Tokenizer in(Path dir, List<String> beyond) {
        Map<String, Object> byteLevel =
                Map.of("type", "ByteLevel", "add_prefix_space", false, "trim_offsets", true, "use_regex", false);
        List<Map<String, Object>> added = new ArrayList<>();
        added.add(added(END, "<|end|>", true));
        beyond.forEach(text -> added.add(added(END + added.size(), text, false)));
        Map<String, Object> json = new HashMap<>();
        json.put("version", "1.0");
        json.put("added_tokens", added);
        json.put("pre_tokenizer", byteLevel);
        json.put("decoder", byteLevel);
        json.put("model", Map.of("type", "BPE", "vocab", vocabulary(), "merges", List.of()));
        Json.write(dir.resolve("tokenizer.json"), json);
        Json.write(dir.resolve("tokenizer_config.json"), Map.of("eos_token", "<|end|>"));
        return Tokenizer.load(dir);
    }

    private static Map<String, Object> added(int id, String content, boolean special) {
        Map<String, Object> token = new HashMap<>();
        List.of("single_word", "lstrip", "rstrip", "normalized").forEach(flag -> token.put(flag, false));
        token.put("id", id);
        token.put("content", content);
        token.put("special", special);
        return token;
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
