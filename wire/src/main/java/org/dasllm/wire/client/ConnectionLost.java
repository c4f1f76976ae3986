package org.dasllm.wire.client;

import java.io.IOException;
import org.dasllm.wire.chat.ChatReply;

/** There is no reply, or not all of it. */
public final class ConnectionLost extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient ChatReply.Failed failure;

    ConnectionLost(ChatReply.Failed failure) {
        super(failure.reason());
        this.failure = failure;
    }

    /** Why, and what helps. */
    public ChatReply.Failed failure() {
        return failure;
    }
}
