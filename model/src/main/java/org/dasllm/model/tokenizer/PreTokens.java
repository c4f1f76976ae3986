package org.dasllm.model.tokenizer;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Cuts a text into the pieces that no token crosses: words with the space before them, single digits, punctuation. */
final class PreTokens {
    /** The expression of GPT-4's kind with single digits, as Qwen's tokenizers use it. */
    static final String EXPRESSION = "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}"
            + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

    /** Java's \s is ASCII's unless told otherwise; the tokenizers' is Unicode's. */
    private static final Pattern PATTERN = Pattern.compile(EXPRESSION, Pattern.UNICODE_CHARACTER_CLASS);

    private PreTokens() {}

    static List<String> of(String text) {
        return PATTERN.matcher(text).results().map(MatchResult::group).toList();
    }
}
