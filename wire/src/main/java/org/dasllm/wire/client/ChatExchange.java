package org.dasllm.wire.client;

import java.net.http.HttpHeaders;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.dasllm.wire.chat.ChatReply;

/**
 * What came of sending a request once, read and as it was received.
 *
 * @param reply what was made of it
 * @param status of HTTP; empty where there was no response
 * @param body the response's text as it was received, with the key taken out (one of less than 16 characters not out of answers); empty where there was no response, or none that is text
 * @param headers of the response; none where there was no text
 */
public record ChatExchange(ChatReply reply, OptionalInt status, Optional<String> body, HttpHeaders headers) {
    private static final HttpHeaders NO_HEADERS = HttpHeaders.of(Map.of(), (name, value) -> true);

    /** A reply of which nothing else is known. */
    public static ChatExchange of(ChatReply reply) {
        return new ChatExchange(reply, OptionalInt.empty(), Optional.empty(), NO_HEADERS);
    }
}
