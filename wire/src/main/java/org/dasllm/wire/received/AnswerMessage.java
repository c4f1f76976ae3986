package org.dasllm.wire.received;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.Collectors;
import org.dasllm.format.io.Json;
import org.dasllm.wire.chat.Part;
import org.jspecify.annotations.Nullable;

/** An answer's message in the form of OpenAI's chat completions, which is what is kept of other protocols' answers too. */
public final class AnswerMessage {
    /** The keys that every message has. */
    private static final int PLAIN = 2;

    private AnswerMessage() {}

    /** The message where there is more than text; null elsewhere. */
    public static @Nullable JsonNode of(List<Part> parts) {
        ObjectNode message =
                Json.mapper().createObjectNode().put("role", "assistant").put("content", Part.text(parts));
        String thoughts = parts.stream()
                .filter(Part.Reasoning.class::isInstance)
                .map(part -> ((Part.Reasoning) part).text())
                .collect(Collectors.joining());
        if (!thoughts.isEmpty()) {
            message.put("reasoning_content", thoughts);
        }
        String refusal = parts.stream()
                .filter(Part.Refusal.class::isInstance)
                .map(part -> ((Part.Refusal) part).text())
                .collect(Collectors.joining());
        if (!refusal.isEmpty()) {
            message.put("refusal", refusal);
        }
        toolCalls(message, parts);
        return message.size() == PLAIN ? null : message;
    }

    /** Puts calls into a message, as chat completions have them; none where there are none. */
    public static void toolCalls(ObjectNode message, List<Part> parts) {
        for (Part part : parts) {
            if (part instanceof Part.ToolCall call) {
                ObjectNode node = message.withArray("tool_calls")
                        .addObject()
                        .put("id", call.id())
                        .put("type", "function");
                node.putObject("function").put("name", call.name()).put("arguments", call.arguments());
            }
        }
    }
}
