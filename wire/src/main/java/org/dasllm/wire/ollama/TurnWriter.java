package org.dasllm.wire.ollama;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.dasllm.format.error.DasllmException;
import org.dasllm.wire.chat.ChatMessage;
import org.dasllm.wire.chat.ChatMessage.Role;
import org.dasllm.wire.chat.Part;

/** Writes the turns of a conversation. Each result of a tool is a message, which names its tool and its call. */
final class TurnWriter {
    /** The functions' names by the ids of their calls, since a result names its function. */
    private final Map<String, String> functions = new HashMap<>();

    void write(ArrayNode messages, List<ChatMessage> turns) {
        for (ChatMessage turn : turns) {
            if (turn.role() == Role.TOOL) {
                results(messages, turn.parts());
            } else {
                turn(messages.addObject(), turn);
            }
        }
    }

    private void turn(ObjectNode node, ChatMessage turn) {
        StringBuilder text = new StringBuilder();
        StringBuilder thoughts = new StringBuilder();
        for (Part part : turn.parts()) {
            if (part instanceof Part.Text words) {
                text.append(words.text());
            } else if (part instanceof Part.Refusal refusal) {
                text.append(refusal.text());
            } else if (part instanceof Part.Reasoning thought
                    && thought.id().isEmpty()
                    && thought.signature().isEmpty()) {
                // One with a name or a signature is another vendor's.
                thoughts.append(thought.text());
            } else if (part instanceof Part.Other other) {
                throw DasllmException.usage(
                        "A message has a part of type '" + other.type() + "', for which " + OllamaClientCodec.PROTOCOL
                                + " has no place here",
                        "Leave it out, or ask a teacher of another protocol");
            }
        }
        node.put("role", turn.role().name().toLowerCase(Locale.ROOT)).put("content", text.toString());
        if (!thoughts.isEmpty()) {
            node.put("thinking", thoughts.toString());
        }
        calls(node, turn.parts());
    }

    private void calls(ObjectNode node, List<Part> parts) {
        for (Part part : parts) {
            if (part instanceof Part.ToolCall call) {
                functions.put(call.id(), call.name());
                ToolCallWriter.add(node.withArray("tool_calls"), call, call.object(OllamaClientCodec.PROTOCOL));
            }
        }
    }

    /** That a call failed has no place but its text. */
    private void results(ArrayNode messages, List<Part> parts) {
        for (Part part : parts) {
            if (part instanceof Part.ToolResult result) {
                ObjectNode node = messages.addObject().put("role", "tool").put("content", result.text());
                String name = functions.get(result.callId());
                if (name != null) {
                    node.put("tool_name", name);
                }
                node.put("tool_call_id", result.callId());
            }
        }
    }
}
