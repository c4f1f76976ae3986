package org.dasllm.wire.anthropic;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.dasllm.wire.chat.ChatMessage;
import org.dasllm.wire.chat.ChatMessage.Role;
import org.dasllm.wire.chat.Part;

/**
 * Writes the turns of a conversation. Results of tools are the user's, and those of calls that were made together belong into one turn.
 * What the model thought is sent back only with its signature, since the server takes no other.
 */
final class ContentWriter {
    private ContentWriter() {}

    static void messages(ArrayNode turns, List<ChatMessage> messages) {
        ArrayNode results = null;
        for (ChatMessage message : messages) {
            if (message.role() == Role.SYSTEM) {
                continue;
            }
            if (message.role() == Role.TOOL && results != null) {
                blocks(results, message.parts());
                continue;
            }
            ObjectNode turn = turns.addObject().put("role", message.role() == Role.ASSISTANT ? "assistant" : "user");
            results = null;
            if (message.parts().size() == 1 && message.parts().get(0) instanceof Part.Text text) {
                turn.put("content", text.text());
            } else {
                ArrayNode content = turn.putArray("content");
                blocks(content, message.parts());
                results = message.role() == Role.TOOL ? content : null;
            }
        }
    }

    private static void blocks(ArrayNode content, List<Part> parts) {
        for (Part part : parts) {
            if (part instanceof Part.Text text) {
                text(content, text.text());
            } else if (part instanceof Part.Refusal refusal) {
                text(content, refusal.text());
            } else if (part instanceof Part.Reasoning thought
                    && thought.signature().isPresent()) {
                content.addObject()
                        .put("type", "thinking")
                        .put("thinking", thought.text())
                        .put("signature", thought.signature().get());
            } else if (part instanceof Part.ToolCall call) {
                content.addObject()
                        .put("type", "tool_use")
                        .put("id", call.id())
                        .put("name", call.name())
                        .set("input", call.object("Anthropic's Messages API"));
            } else if (part instanceof Part.ToolResult result) {
                ObjectNode node = content.addObject()
                        .put("type", "tool_result")
                        .put("tool_use_id", result.callId())
                        .put("content", result.text());
                if (result.failed()) {
                    node.put("is_error", true);
                }
            } else if (part instanceof Part.Other other) {
                content.add(other.content());
            }
        }
    }

    /** The server refuses an empty text among others. */
    private static void text(ArrayNode content, String text) {
        if (!text.isEmpty()) {
            content.addObject().put("type", "text").put("text", text);
        }
    }
}
