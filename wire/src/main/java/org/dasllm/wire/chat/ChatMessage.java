package org.dasllm.wire.chat;

import java.util.List;

/**
 * One turn of a conversation.
 *
 * @param parts in their order; none where the message is empty
 */
public record ChatMessage(Role role, List<Part> parts) {

    /** Who speaks. */
    public enum Role {
        /** The operator: OpenAI's {@code system} and {@code developer}, Anthropic's and Gemini's system text. */
        SYSTEM,
        USER,
        ASSISTANT,
        /** What came of a tool's call. */
        TOOL
    }

    public ChatMessage {
        parts = List.copyOf(parts);
    }

    public static ChatMessage of(Role role, String text) {
        return new ChatMessage(role, List.of(new Part.Text(text)));
    }

    /** The text parts, one after the other. */
    public String text() {
        return Part.text(parts);
    }
}
