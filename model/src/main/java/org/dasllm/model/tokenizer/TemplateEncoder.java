package org.dasllm.model.tokenizer;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Encodes what a template wrote so that only the template's own characters become control tokens. What a message says is
 * text: the name of a control token in it is tokenized as any other word.
 *
 * <p>A text in which no control token has a character of a message has the ids that the tokenizer gives it, as
 * transformers has them. Any other is tokenized a second time with the template's control tokens under names of their own,
 * which leaves the messages' as text.
 */
public final class TemplateEncoder {
    private final Tokenizer tokenizer;
    private final Map<Integer, String> control;
    private final BitSet ids = new BitSet();
    private final OptionalInt unknown;
    private @Nullable AliasedTokenizer aliased;

    /**
     * Opens nothing yet.
     *
     * @param control the tokens that messages must not make, by id
     */
    TemplateEncoder(Tokenizer tokenizer, Map<Integer, String> control, OptionalInt unknown) {
        this.tokenizer = tokenizer;
        this.control = control;
        this.unknown = unknown;
        control.keySet().forEach(ids::set);
    }

    /** The ids of a text and their places in it. */
    public TokenizedText encode(TemplatedText text) {
        TokenizedText tokens = tokenizer.encodeWithPlaces(text.text());
        for (int i = 0; i < tokens.ids().length; i++) {
            if (named(tokens, i, text.text()) && !own(tokens, i, text)) {
                return apart(text);
            }
        }
        return tokens;
    }

    /** Whether it is a control token that its name made; the unknown one also stands for letters without a token. */
    private boolean named(TokenizedText tokens, int i, String text) {
        int id = tokens.ids()[i];
        return ids.get(id)
                && (unknown.isEmpty()
                        || id != unknown.getAsInt()
                        || text.substring(tokens.begins()[i], tokens.ends()[i]).contains(control.getOrDefault(id, "")));
    }

    /** Whether the template alone wrote it; blanks beside it, which some tokens swallow, may be a message's. */
    private static boolean own(TokenizedText tokens, int i, TemplatedText text) {
        int end = tokens.ends()[i];
        for (int at = text.content().nextSetBit(tokens.begins()[i]);
                at >= 0 && at < end;
                at = text.content().nextSetBit(at + 1)) {
            if (!blank(text.text().charAt(at))) {
                return false;
            }
        }
        return true;
    }

    /** The control tokens are those that the same conversation has with harmless letters for messages. */
    private TokenizedText apart(TemplatedText text) {
        String harmless = harmless(text);
        TokenizedText outline = tokenizer.encodeWithPlaces(harmless);
        List<PlacedToken> placed = new ArrayList<>();
        for (int i = 0; i < outline.ids().length; i++) {
            if (named(outline, i, harmless) && own(outline, i, text)) {
                placed.add(new PlacedToken(outline.ids()[i], outline.begins()[i], outline.ends()[i]));
            }
        }
        return aliased().encode(text.text(), placed);
    }

    private static String harmless(TemplatedText text) {
        StringBuilder harmless = new StringBuilder(text.text());
        for (int at = text.content().nextSetBit(0); at >= 0; at = text.content().nextSetBit(at + 1)) {
            char c = harmless.charAt(at);
            if (!blank(c)) {
                harmless.setCharAt(at, Character.isLetterOrDigit(c) || c == '_' ? 'x' : '.');
            }
        }
        return harmless.toString();
    }

    private static boolean blank(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == '\u0085';
    }

    /** Read when first needed: most texts never name a control token. */
    private synchronized AliasedTokenizer aliased() {
        AliasedTokenizer opened = aliased;
        if (opened == null) {
            opened = tokenizer.withAliases(control);
            aliased = opened;
        }
        return opened;
    }
}
