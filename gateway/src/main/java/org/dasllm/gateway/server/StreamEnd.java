package org.dasllm.gateway.server;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.dasllm.harvest.traffic.TrafficProtocol;

/**
 * Sees the event with which a stream says that its answer is whole, after which a client may leave. It stands at a line's beginning,
 * where no text of an answer can: JSON has no line breaks in texts.
 */
final class StreamEnd {
    private static final int LONGEST = 40;

    private final List<String> marks;
    private String before = "\n";
    private boolean seen;

    StreamEnd(TrafficProtocol protocol) {
        this.marks = switch (protocol) {
            case OPENAI -> List.of("\ndata: [DONE]", "\ndata:[DONE]");
            case RESPONSES ->
                List.of("\nevent: response.completed", "\nevent: response.incomplete", "\nevent: response.failed");
            case ANTHROPIC -> List.of("\nevent: message_stop", "\nevent:message_stop");
        };
    }

    /** Whether the end has begun with this piece, or an earlier one. */
    boolean in(byte[] piece) {
        if (!seen) {
            String text = before + new String(piece, StandardCharsets.ISO_8859_1);
            seen = marks.stream().anyMatch(text::contains);
            before = text.substring(Math.max(0, text.length() - LONGEST));
        }
        return seen;
    }
}
