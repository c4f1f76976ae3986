package org.dasllm.fake.vendor;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * An answer piece by piece.
 *
 * @param contentType of the response
 * @param events as they go over the wire
 */
public record Events(String contentType, List<byte[]> events) {
    public Events {
        events = List.copyOf(events);
    }

    /** Server-sent events, with their line breaks. */
    static Events ofText(List<String> events) {
        return new Events(
                "text/event-stream; charset=utf-8",
                events.stream()
                        .map(event -> event.getBytes(StandardCharsets.UTF_8))
                        .toList());
    }
}
