package org.dasllm.wire.client;

import java.net.http.HttpHeaders;
import org.dasllm.wire.chat.ChatReply;
import org.dasllm.wire.chat.ReceivedText;

/** What came of sending bytes once. */
sealed interface Exchange {

    /** A text, whatever it says, and what was reported beside it. */
    record Arrived(ReceivedText text, HttpHeaders headers) implements Exchange {}

    /** No response, or none that can be a server's of this protocol. */
    record Broken(ChatReply.Failed failure) implements Exchange {}
}
