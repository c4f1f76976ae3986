package org.dasllm.model.tokenizer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * The SentencePiece vocabulary in a GGUF file's metadata.
 *
 * @param tokens in the order of their ids
 * @param scores the higher, the earlier a token is merged
 * @param kinds {@link #CONTROL}, {@link #UNKNOWN}, and others that are texts or bytes
 */
record GgufVocabulary(List<String> tokens, float[] scores, int[] kinds) {
    static final int UNKNOWN = 2;
    static final int CONTROL = 3;

    private static final int MAGIC = 0x46554747;
    private static final int VERSION = 3;

    static GgufVocabulary read(Path file) throws IOException {
        Map<String, Object> metadata = new Metadata(ByteBuffer.wrap(Files.readAllBytes(file))).read();
        List<String> tokens =
                list(metadata, "tokens").stream().map(String.class::cast).toList();
        List<Object> scores = list(metadata, "scores");
        List<Object> kinds = list(metadata, "token_type");
        float[] scoreOf = new float[tokens.size()];
        int[] kindOf = new int[tokens.size()];
        for (int id = 0; id < tokens.size(); id++) {
            scoreOf[id] = ((Number) scores.get(id)).floatValue();
            kindOf[id] = ((Number) kinds.get(id)).intValue();
        }
        return new GgufVocabulary(tokens, scoreOf, kindOf);
    }

    @SuppressWarnings("unchecked")
    private static List<Object> list(Map<String, Object> metadata, String key) {
        return (List<Object>) Objects.requireNonNull(metadata.get("tokenizer.ggml." + key), key);
    }

    /** Version 3: magic, version, the number of tensors, and pairs of key and value. */
    private record Metadata(ByteBuffer bytes) {
        Metadata {
            bytes.order(ByteOrder.LITTLE_ENDIAN);
        }

        Map<String, Object> read() {
            int magic = bytes.getInt();
            int version = bytes.getInt();
            if (magic != MAGIC || version != VERSION) {
                throw new IllegalArgumentException("Not a GGUF file of version 3");
            }
            bytes.getLong();
            long pairs = bytes.getLong();
            Map<String, Object> metadata = new HashMap<>();
            for (long i = 0; i < pairs; i++) {
                String key = text();
                metadata.put(key, value(bytes.getInt()).get());
            }
            return metadata;
        }

        private String text() {
            byte[] utf8 = new byte[Math.toIntExact(bytes.getLong())];
            bytes.get(utf8);
            return new String(utf8, StandardCharsets.UTF_8);
        }

        private Supplier<Object> value(int type) {
            return switch (type) {
                case 0, 1, 7 -> bytes::get;
                case 2, 3 -> bytes::getShort;
                case 4, 5 -> bytes::getInt;
                case 6 -> bytes::getFloat;
                case 8 -> this::text;
                case 9 -> this::values;
                case 10, 11 -> bytes::getLong;
                case 12 -> bytes::getDouble;
                default -> throw new IllegalArgumentException("No type of GGUF: " + type);
            };
        }

        private List<Object> values() {
            Supplier<Object> one = value(bytes.getInt());
            long count = bytes.getLong();
            List<Object> values = new ArrayList<>();
            for (long i = 0; i < count; i++) {
                values.add(one.get());
            }
            return values;
        }
    }
}
