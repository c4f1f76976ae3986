package org.dasllm.wire.gemini;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.Json;
import org.dasllm.wire.chat.ChatMessage;
import org.dasllm.wire.chat.ChatMessage.Role;
import org.dasllm.wire.chat.Part;

/**
 * Writes the turns of a conversation. Results of tools are the user's, and those of calls that were made together belong into one turn. What
 * the model thought goes back by the signatures of its texts and calls; the thoughts themselves are a summary, which the server does not need,
 * and go back only where they have a signature of their own. Newer models refuse a turn whose first call has no signature; for calls that
 * another model made there is a word of the vendor's instead.
 */
final class ContentWriter {
    /** {@code skip_thought_signature_validator} as bytes are written in JSON. */
    static final String UNSIGNED = "c2tpcF90aG91Z2h0X3NpZ25hdHVyZV92YWxpZGF0b3I=";

    /** The functions' names by the ids of their calls, since a result must name its function. */
    private final Map<String, String> functions = new HashMap<>();

    private ContentWriter() {}

    static void contents(ArrayNode turns, List<ChatMessage> messages) {
        ContentWriter writer = new ContentWriter();
        ArrayNode results = null;
        for (ChatMessage message : messages) {
            if (message.role() == Role.SYSTEM) {
                continue;
            }
            if (message.role() == Role.TOOL && results != null) {
                writer.parts(results, message.parts());
                continue;
            }
            ArrayNode parts = Json.mapper().createArrayNode();
            writer.parts(parts, message.parts());
            if (parts.isEmpty()) {
                // The server refuses a turn without parts; such are answers that were nothing but another vendor's
                // thoughts.
                continue;
            }
            turns.addObject()
                    .put("role", message.role() == Role.ASSISTANT ? "model" : "user")
                    .set("parts", parts);
            results = message.role() == Role.TOOL ? parts : null;
        }
    }

    private void parts(ArrayNode node, List<Part> parts) {
        boolean unsigned = parts.stream()
                .noneMatch(part ->
                        part instanceof Part.ToolCall call && call.signature().isPresent());
        for (Part part : parts) {
            if (part instanceof Part.Text text) {
                text(node, text.text(), text.signature(), false);
            } else if (part instanceof Part.Refusal refusal) {
                text(node, refusal.text(), Optional.empty(), false);
            } else if (part instanceof Part.Reasoning thought) {
                // One with an id is another vendor's, and so is its signature.
                if (thought.signature().isPresent() && thought.id().isEmpty()) {
                    text(node, thought.text(), thought.signature(), true);
                }
            } else if (part instanceof Part.ToolCall call) {
                call(node.addObject(), call, unsigned ? Optional.of(UNSIGNED) : call.signature());
                unsigned = false;
            } else if (part instanceof Part.ToolResult result) {
                result(node.addObject().putObject("functionResponse"), result);
            } else if (part instanceof Part.Other other) {
                node.add(other.content());
            }
        }
    }

    private static void text(ArrayNode parts, String text, Optional<String> signature, boolean thought) {
        if (text.isEmpty() && signature.isEmpty()) {
            return;
        }
        ObjectNode part = parts.addObject().put("text", text);
        if (thought) {
            part.put("thought", true);
        }
        signature.ifPresent(word -> part.put("thoughtSignature", word));
    }

    private void call(ObjectNode part, Part.ToolCall call, Optional<String> signature) {
        functions.put(call.id(), call.name());
        ObjectNode node = part.putObject("functionCall");
        id(node, call.id());
        node.put("name", call.name()).set("args", call.object("the Gemini API"));
        signature.ifPresent(word -> part.put("thoughtSignature", word));
    }

    private void result(ObjectNode node, Part.ToolResult result) {
        String name = functions.get(result.callId());
        if (name == null) {
            throw DasllmException.usage(
                    "There is a result of the call '" + result.callId() + "', and no such call before it",
                    "Put the call before its result, since the Gemini API asks which function it was");
        }
        id(node, result.callId());
        node.put("name", name).putObject("response").put(result.failed() ? "error" : "output", result.text());
    }

    private static void id(ObjectNode node, String id) {
        if (!id.isEmpty()) {
            node.put("id", id);
        }
    }
}
