package org.dasllm.model.tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Tokens by what they write, as servers spell them beside log-probabilities: a text and, where the server tells them, its
 * bytes. A token that is a part of a character has bytes, but no text of its own.
 */
public final class TokenSpellings {
    private static final char NO_CHARACTER = '\uFFFD';
    private static final Pattern BYTE_TOKEN = Pattern.compile("<0x([0-9A-Fa-f]{2})>");

    private final Map<Integer, String> texts = new HashMap<>();
    private final Map<Integer, String> bytes = new HashMap<>();
    /** The same as lists, made once: the log-probabilities of one answer need some hundreds. */
    private final Map<Integer, List<Integer>> byteLists = new HashMap<>();
    /** Empty where several tokens write the same. */
    private final Map<String, OptionalInt> byText = new HashMap<>();

    private final Map<String, OptionalInt> byBytes = new HashMap<>();

    /** Spells all tokens of a vocabulary; {@code lone} decodes a token as it stands within a text. */
    TokenSpellings(Map<String, Integer> vocabulary, IntFunction<String> lone) {
        vocabulary.forEach((spelling, id) -> {
            String text = lone.apply(id);
            String raw = text.indexOf(NO_CHARACTER) < 0 ? latin(text.getBytes(StandardCharsets.UTF_8)) : part(spelling);
            texts.put(id, text);
            bytes.put(id, raw);
            byteLists.put(id, raw.chars().boxed().toList());
            byText.merge(text, OptionalInt.of(id), (one, other) -> OptionalInt.empty());
            byBytes.merge(raw, OptionalInt.of(id), (one, other) -> OptionalInt.empty());
        });
    }

    /** The bytes of a token that is no text, from its spelling: SentencePiece's {@code <0x0A>}, or GPT-2's letters. */
    private static String part(String spelling) {
        Matcher one = BYTE_TOKEN.matcher(spelling);
        return one.matches()
                ? String.valueOf((char) Integer.parseInt(one.group(1), 16))
                : ByteAlphabet.decode(spelling);
    }

    /** The text of a token within a text; U+FFFD where it is a part of a character. */
    public String text(int id) {
        return texts.getOrDefault(id, "");
    }

    /** The bytes that a token writes, 0 to 255 each. */
    public List<Integer> bytes(int id) {
        return byteLists.getOrDefault(id, List.of());
    }

    /** Whether the token is spelled so. */
    public boolean matches(int id, String text, @Nullable List<Integer> utf8) {
        return utf8 == null ? text.equals(texts.get(id)) : latin(utf8).equals(bytes.get(id));
    }

    /** Whether any token is spelled so; a part of a character without bytes might be any. */
    public boolean known(String text, @Nullable List<Integer> utf8) {
        return utf8 == null
                ? text.indexOf(NO_CHARACTER) >= 0 || byText.containsKey(text)
                : byBytes.containsKey(latin(utf8));
    }

    /** The one token that is spelled so; empty where there is none, or more than one. */
    public OptionalInt id(String text, @Nullable List<Integer> utf8) {
        if (utf8 == null) {
            return text.indexOf(NO_CHARACTER) >= 0
                    ? OptionalInt.empty()
                    : byText.getOrDefault(text, OptionalInt.empty());
        }
        return byBytes.getOrDefault(latin(utf8), OptionalInt.empty());
    }

    private static String latin(byte[] utf8) {
        return new String(utf8, StandardCharsets.ISO_8859_1);
    }

    private static String latin(List<Integer> utf8) {
        StringBuilder text = new StringBuilder(utf8.size());
        utf8.forEach(b -> text.append((char) (b & 0xff)));
        return text.toString();
    }
}
