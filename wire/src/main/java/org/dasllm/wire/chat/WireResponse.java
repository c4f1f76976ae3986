package org.dasllm.wire.chat;

import java.util.Map;

/**
 * A response as it goes over HTTP.
 *
 * @param headers by their names, the content type among them
 * @param body its text
 */
public record WireResponse(int status, Map<String, String> headers, String body) {
    public WireResponse {
        headers = Map.copyOf(headers);
    }
}
