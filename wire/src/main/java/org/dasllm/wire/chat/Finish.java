package org.dasllm.wire.chat;

import java.util.Optional;
import java.util.Set;

/**
 * Why an answer ended.
 *
 * @param word the server's own word for it; empty where it is to be said in the protocol's usual one
 * @param stopText the text among those asked for that ended the answer; empty where none did, or the server does not tell
 */
public record Finish(Reason reason, Optional<String> word, Optional<String> stopText) {

    /** Where no text is known that ended it. */
    public Finish(Reason reason, Optional<String> word) {
        this(reason, word, Optional.empty());
    }

    /** What the protocols' words mean. */
    public enum Reason {
        /** The model ended it, or a stop text did. */
        STOP,
        /** The limit of tokens, or the end of the context. */
        LENGTH,
        /** The model waits for what its calls of tools give. */
        TOOL_CALLS,
        /** The model declined. */
        REFUSAL,
        /** The server's filter stopped the answer, or did not let the question through. */
        CONTENT_FILTER,
        /** Something else, or a word that is not known. */
        OTHER
    }

    /**
     * Words of servers that mean a whole answer: {@code stop} is OpenAI's and of most who follow it; {@code eos_token} and
     * {@code stop_sequence} are of text generation inference, {@code eos} is Together's, {@code end_turn} Anthropic's where a
     * gateway hands it on, {@code end} other gateways', {@code STOP} Gemini's, and {@code completed} that of OpenAI's Responses API.
     */
    private static final Set<String> WHOLE =
            Set.of("stop", "eos_token", "stop_sequence", "eos", "end_turn", "end", "STOP", "completed");

    private static final Set<String> LENGTH = Set.of(
            "length",
            "max_tokens",
            "max_length",
            "model_length",
            "model_context_window_exceeded",
            "max_output_tokens",
            "MAX_TOKENS",
            "CONTINUATION");

    private static final Set<String> CALLS = Set.of("tool_calls", "function_call", "tool_use");

    private static final Set<String> FILTERED = Set.of(
            "content_filter",
            "SAFETY",
            "RECITATION",
            "BLOCKLIST",
            "PROHIBITED_CONTENT",
            "SPII",
            "ESCALATION",
            "MODEL_ARMOR",
            "IMAGE_SAFETY",
            "IMAGE_PROHIBITED_CONTENT",
            "IMAGE_RECITATION");

    /** Stands before Gemini's reason for not letting a question through, which may be a word of another meaning elsewhere. */
    public static final String BLOCKED = "blockReason ";

    /** Reads a server's word, of whichever protocol. */
    public static Finish ofWord(String word) {
        return new Finish(reason(word), Optional.of(word));
    }

    private static Reason reason(String word) {
        if (WHOLE.contains(word)) {
            return Reason.STOP;
        } else if (LENGTH.contains(word)) {
            return Reason.LENGTH;
        } else if (CALLS.contains(word)) {
            return Reason.TOOL_CALLS;
        } else if (word.equals("refusal")) {
            return Reason.REFUSAL;
        }
        return FILTERED.contains(word) || word.startsWith(BLOCKED) ? Reason.CONTENT_FILTER : Reason.OTHER;
    }

    /**
     * The question was not let through.
     *
     * @param word the server's reason
     */
    public static Finish blocked(String word) {
        return ofWord(BLOCKED + word);
    }

    /** A text that was asked for ended it. */
    public static Finish ofStopText(String text) {
        return new Finish(Reason.STOP, Optional.empty(), Optional.of(text));
    }

    /** In the protocol's usual word. */
    public static Finish of(Reason reason) {
        return new Finish(reason, Optional.empty());
    }
}
