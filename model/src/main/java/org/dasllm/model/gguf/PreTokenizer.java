package org.dasllm.model.gguf;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.dasllm.model.tokenizer.TokenizerJson;
import org.jspecify.annotations.Nullable;

/**
 * How a text is cut before byte pairs are merged, by the names that llama.cpp gives: a file has the name alone. The expressions are those
 * of the models' own tokenizer.json.
 */
enum PreTokenizer {
    LLAMA3(
            "llama-bpe",
            "llama3 llama-v3 smaug-bpe",
            "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
            true),
    QWEN2(
            "qwen2",
            "deepseek-r1-qwen",
            "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
            false),
    /** Mistral's from Nemo on. */
    TEKKEN(
            "tekken",
            "",
            "[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]*[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]+|[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]+[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]*|\\p{N}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
            true),
    /** GPT-2's own cut, which the byte level brings along, after each digit is cut out. */
    SMOLLM("smollm", "", null, false),
    GPT2("gpt-2", "gpt2", null, false);

    private final String written;
    /** Separated by blanks. */
    private final String alsoRead;

    private final @Nullable String expression;
    private final boolean wholeWordsFirst;

    PreTokenizer(String written, String alsoRead, @Nullable String expression, boolean wholeWordsFirst) {
        this.written = written;
        this.alsoRead = alsoRead;
        this.expression = expression;
        this.wholeWordsFirst = wholeWordsFirst;
    }

    static Optional<PreTokenizer> of(String name) {
        for (PreTokenizer each : values()) {
            if (name.equals(each.written) || (" " + each.alsoRead + " ").contains(" " + name + " ")) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }

    /**
     * The name that llama.cpp gives to a cut.
     *
     * @param expression of tokenizer.json; empty where the byte level cuts by GPT-2's
     * @param digits whether each digit is cut out before
     */
    static Optional<String> named(String expression, boolean digits) {
        for (PreTokenizer each : values()) {
            boolean same = each.expression == null
                    ? expression.isEmpty() && digits == (each == SMOLLM)
                    : expression.equals(each.expression);
            if (same) {
                return Optional.of(each.written);
            }
        }
        return Optional.empty();
    }

    /** Whether a piece that is a token as a whole is taken as it is, whatever merges would make of it. */
    boolean wholeWordsFirst() {
        return wholeWordsFirst;
    }

    /** Whether texts are put into Unicode's composed form first. */
    boolean composes() {
        return this == QWEN2;
    }

    /** Whether a text begins with the begin token where the file does not say. */
    boolean addsBos() {
        return this == LLAMA3 || this == TEKKEN;
    }

    /** As tokenizer.json has it. */
    void write(ObjectNode json) {
        ObjectNode node = json.putObject("pre_tokenizer").put("type", "Sequence");
        ArrayNode parts = node.putArray("pretokenizers");
        if (expression != null) {
            ObjectNode split = parts.addObject().put("type", "Split");
            split.putObject("pattern").put("Regex", expression);
            split.put("behavior", "Isolated").put("invert", false);
        } else if (this == SMOLLM) {
            parts.addObject().put("type", "Digits").put("individual_digits", true);
        }
        TokenizerJson.byteLevel(parts.addObject(), true, expression == null);
    }
}
