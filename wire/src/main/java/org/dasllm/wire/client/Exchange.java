package org.dasllm.wire.client;

import org.dasllm.wire.chat.ChatReply;
import org.dasllm.wire.chat.ReceivedText;

/** What came of sending bytes once. */
sealed interface Exchange {

    /** A text, whatever it says. */
    record Arrived(ReceivedText text) implements Exchange {}

    /** No response, or none that can be a server's of this protocol. */
    record Broken(ChatReply.Failed failure) implements Exchange {}
}
