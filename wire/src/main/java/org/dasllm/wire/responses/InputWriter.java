package org.dasllm.wire.responses;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import org.dasllm.wire.chat.ChatMessage;
import org.dasllm.wire.chat.ChatMessage.Role;
import org.dasllm.wire.chat.Part;

/**
 * Writes the items of a conversation: messages, and beside them what the model thought, its calls and their results. Thoughts go back only
 * encrypted and with the name that the server gave them: it has stored none, and takes no others. That a call failed has no place but the
 * result's text.
 */
final class InputWriter {
    private final ArrayNode items;
    /** The thoughts that are being written, which may be in several parts. */
    private Optional<String> thought = Optional.empty();

    private InputWriter(ArrayNode items) {
        this.items = items;
    }

    /** The operator's words are the instructions where they come first. */
    static void write(ObjectNode body, List<ChatMessage> messages) {
        boolean instructed = !messages.isEmpty() && messages.get(0).role() == Role.SYSTEM;
        if (instructed) {
            body.put("instructions", messages.get(0).text());
        }
        InputWriter writer = new InputWriter(body.putArray("input"));
        messages.subList(instructed ? 1 : 0, messages.size()).forEach(writer::message);
    }

    private void message(ChatMessage message) {
        thought = Optional.empty();
        if (message.role() == Role.ASSISTANT || message.role() == Role.TOOL) {
            message.parts().forEach(this::item);
            return;
        }
        ObjectNode node = items.addObject().put("role", message.role() == Role.SYSTEM ? "system" : "user");
        if (message.parts().size() == 1 && message.parts().get(0) instanceof Part.Text text) {
            node.put("content", text.text());
            return;
        }
        ArrayNode content = node.putArray("content");
        for (Part part : message.parts()) {
            if (part instanceof Part.Text text) {
                content.addObject().put("type", "input_text").put("text", text.text());
            } else if (part instanceof Part.Other other) {
                content.add(other.content());
            }
        }
    }

    private void item(Part part) {
        if (part instanceof Part.Reasoning reasoning) {
            reasoning.id().ifPresent(id -> thoughts(id, reasoning));
            return;
        }
        thought = Optional.empty();
        if (part instanceof Part.Text text) {
            said(text.text());
        } else if (part instanceof Part.Refusal refusal) {
            said(refusal.text());
        } else if (part instanceof Part.ToolCall call) {
            items.addObject()
                    .put("type", "function_call")
                    .put("call_id", call.id())
                    .put("name", call.name())
                    .put("arguments", call.arguments());
        } else if (part instanceof Part.ToolResult result) {
            items.addObject()
                    .put("type", "function_call_output")
                    .put("call_id", result.callId())
                    .put("output", result.text());
        } else if (part instanceof Part.Other other) {
            items.add(other.content());
        }
    }

    private void said(String text) {
        if (!text.isEmpty()) {
            items.addObject().put("role", "assistant").put("content", text);
        }
    }

    /** Parts of one name are one item again, of which the first has what is encrypted. */
    private void thoughts(String id, Part.Reasoning reasoning) {
        if (!thought.equals(Optional.of(id))) {
            thought = Optional.empty();
            if (reasoning.signature().isEmpty()) {
                return;
            }
            thought = Optional.of(id);
            ObjectNode item = items.addObject().put("type", "reasoning").put("id", id);
            item.putArray("summary");
            item.put("encrypted_content", reasoning.signature().get());
        }
        if (!reasoning.text().isEmpty()) {
            ((ArrayNode) items.get(items.size() - 1).path("summary"))
                    .addObject()
                    .put("type", "summary_text")
                    .put("text", reasoning.text());
        }
    }
}
