package org.dasllm.engine.tools;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.Json;
import org.dasllm.model.chat.Conversation;
import org.dasllm.model.chat.Turn;
import org.dasllm.wire.chat.ChatMessage;
import org.dasllm.wire.chat.ChatRequest;
import org.dasllm.wire.chat.ParameterNames;
import org.dasllm.wire.chat.Part;
import org.dasllm.wire.chat.RequestRefused;
import org.dasllm.wire.chat.Tool;

/** The conversation of a request, with calls and results, as chat templates take it. */
final class RequestTurns {
    /** What the result of a call that failed begins with. */
    private static final String FAILED = "Error: ";

    private final ParameterNames names;

    RequestTurns(ParameterNames names) {
        this.names = names;
    }

    /** @param shown whether the model sees the tools */
    Conversation of(ChatRequest request, boolean shown) {
        List<Turn> turns = new ArrayList<>();
        Set<String> open = new HashSet<>();
        List<ChatMessage> messages = request.messages();
        for (int i = 0; i < messages.size(); i++) {
            ChatMessage message = messages.get(i);
            boolean told = message.parts().stream().anyMatch(Part.ToolResult.class::isInstance);
            results(message, i, open, turns);
            if (!told || !message.text().isEmpty()) {
                turns.add(said(message, i, open));
            }
        }
        List<JsonNode> tools = shown
                ? request.tools().stream()
                        .filter(Tool.Function.class::isInstance)
                        .map(tool -> described((Tool.Function) tool))
                        .toList()
                : List.of();
        return new Conversation(turns, tools);
    }

    private Turn said(ChatMessage message, int place, Set<String> open) {
        List<Turn.Call> calls = new ArrayList<>();
        for (Part part : message.parts()) {
            if (part instanceof Part.ToolCall call) {
                calls.add(new Turn.Call(call.id(), wellFormed(call.name()), arguments(call, place)));
                open.add(call.id());
            }
        }
        String text = wellFormed(message.text());
        String role = message.role().name().toLowerCase(Locale.ROOT);
        return calls.isEmpty() ? new Turn(role, text, List.of(), "") : Turn.calling(text, calls);
    }

    private void results(ChatMessage message, int place, Set<String> open, List<Turn> turns) {
        for (Part part : message.parts()) {
            if (part instanceof Part.ToolResult result) {
                if (!open.contains(result.callId())) {
                    throw RequestRefused.invalid(
                            names.role(place),
                            "No call before this message has the id '" + result.callId()
                                    + "', so that it has no result.");
                }
                // Templates have no word for a failure: what the model reads begins with one.
                String text = result.failed() ? FAILED + result.text() : result.text();
                turns.add(Turn.result(result.callId(), wellFormed(text)));
            }
        }
    }

    private JsonNode arguments(Part.ToolCall call, int place) {
        try {
            return call.object("the model's chat template");
        } catch (DasllmException e) {
            throw RequestRefused.invalid(names.toolCalls(place), String.valueOf(e.getMessage()));
        }
    }

    /** As OpenAI's chat completions have it, which is what templates are written for. */
    private static JsonNode described(Tool.Function function) {
        ObjectNode tool = Json.mapper().createObjectNode().put("type", "function");
        ObjectNode node = tool.putObject("function").put("name", function.name());
        node.put("description", wellFormed(function.description().orElse("")));
        JsonNode parameters = function.parameters().orElseGet(() -> {
            ObjectNode none = Json.mapper().createObjectNode().put("type", "object");
            none.putObject("properties");
            return none;
        });
        node.set("parameters", parameters);
        return tool;
    }

    /** JSON can spell half a surrogate pair, which no encoding can write: it becomes a question mark. */
    private static String wellFormed(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }
}
