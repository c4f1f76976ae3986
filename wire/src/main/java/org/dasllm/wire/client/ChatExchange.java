package org.dasllm.wire.client;

import java.net.http.HttpHeaders;
import java.util.Map;
import java.util.Optional;
import org.dasllm.wire.chat.ChatReply;

/**
 * What came of sending a request once, read and as it was received.
 *
 * @param reply what was made of it
 * @param body the response's text as it was received, with the key taken out; empty where there was no response, or none that is text
 * @param headers of the response; none where there was no text
 */
public record ChatExchange(ChatReply reply, Optional<String> body, HttpHeaders headers) {
    private static final HttpHeaders NO_HEADERS = HttpHeaders.of(Map.of(), (name, value) -> true);

    /** A reply of which nothing else is known. */
    public static ChatExchange of(ChatReply reply) {
        return new ChatExchange(reply, Optional.empty(), NO_HEADERS);
    }
}
