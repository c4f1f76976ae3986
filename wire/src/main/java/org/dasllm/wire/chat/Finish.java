package org.dasllm.wire.chat;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Why an answer ended.
 *
 * @param word the server's own word for it; empty where it is to be said in the protocol's usual one
 */
public record Finish(Reason reason, Optional<String> word) {

    /** What the protocols' words mean. */
    public enum Reason {
        /** The model ended it, or a stop text did. */
        STOP,
        /** The limit of tokens, or the end of the context. */
        LENGTH,
        /** The model waits for what its calls of tools give. */
        TOOL_CALLS,
        /** The server's filter cut it off, or the model declined. */
        CONTENT_FILTER,
        /** Something else, or a word that is not known. */
        OTHER
    }

    /**
     * Words of servers that mean a whole answer: {@code stop} is OpenAI's and of most who follow it; {@code eos_token} and
     * {@code stop_sequence} are of text generation inference, {@code eos} is Together's, {@code end_turn} Anthropic's where a
     * gateway hands it on, and {@code end} other gateways'.
     */
    private static final Set<String> WHOLE = Set.of("stop", "eos_token", "stop_sequence", "eos", "end_turn", "end");

    private static final Map<String, Reason> OTHERS = Map.of(
            "length", Reason.LENGTH,
            "max_tokens", Reason.LENGTH,
            "max_length", Reason.LENGTH,
            "model_length", Reason.LENGTH,
            "content_filter", Reason.CONTENT_FILTER,
            "tool_calls", Reason.TOOL_CALLS,
            "function_call", Reason.TOOL_CALLS,
            "tool_use", Reason.TOOL_CALLS,
            "refusal", Reason.CONTENT_FILTER,
            "model_context_window_exceeded", Reason.LENGTH);

    /** Reads a server's word, of whichever protocol. */
    public static Finish ofWord(String word) {
        Reason reason = WHOLE.contains(word) ? Reason.STOP : OTHERS.getOrDefault(word, Reason.OTHER);
        return new Finish(reason, Optional.of(word));
    }

    /** In the protocol's usual word. */
    public static Finish of(Reason reason) {
        return new Finish(reason, Optional.empty());
    }
}
