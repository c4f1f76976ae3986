package org.dasllm.wire.chat;

import java.util.Optional;

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

    public static Finish of(Reason reason) {
        return new Finish(reason, Optional.empty());
    }
}
