package org.dasllm.wire.ollama;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.dasllm.format.io.Json;
import org.dasllm.wire.chat.ChatMessage;
import org.dasllm.wire.chat.ChatMessage.Role;
import org.dasllm.wire.chat.Part;
import org.dasllm.wire.chat.PlacedNames;
import org.dasllm.wire.chat.RequestRefused;
import org.dasllm.wire.request.Fields;

/**
 * Reads a conversation. Calls need no ids in this protocol: a result names its tool at most. It is therefore the result of the first call,
 * of that tool where it names one, that has none yet.
 */
final class TurnReader {
    private final PlacedNames names;

    /** The tools by the ids of the calls that have no result yet, in their order. */
    private final Map<String, String> open = new LinkedHashMap<>();

    /** The ids of all calls so far. */
    private final Set<String> taken = new HashSet<>();

    TurnReader(PlacedNames names) {
        this.names = names;
    }

    /** @throws RequestRefused where it is none */
    List<ChatMessage> read(Fields fields) {
        List<JsonNode> list = fields.array("messages");
        if (list.isEmpty()) {
            throw fields.has("messages")
                    ? RequestRefused.invalid(
                            "messages",
                            "Invalid 'messages': it must have at least one message. The model of this server is always"
                                    + " loaded, and no request loads or unloads it.")
                    : RequestRefused.missing("messages");
        }
        List<ChatMessage> messages = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            messages.add(message(Fields.of(list.get(i), "messages[" + i + "]")));
        }
        return messages;
    }

    private ChatMessage message(Fields message) {
        String where = message.prefix() + "role";
        Role role = switch (message.string("role").toLowerCase(Locale.ROOT)) {
            case "system" -> Role.SYSTEM;
            case "user" -> Role.USER;
            case "assistant" -> Role.ASSISTANT;
            case "tool" -> Role.TOOL;
            default ->
                throw RequestRefused.invalid(
                        where,
                        "Invalid '" + where + "': supported values are 'system', 'user', 'assistant' and 'tool'.");
        };
        List<Part> parts = new ArrayList<>();
        List<String> places = new ArrayList<>();
        String text = message.optionalString("content").orElse("");
        if (role == Role.TOOL) {
            add(parts, places, result(message, text), message.prefix() + "content");
            images(message, parts, places);
        } else {
            said(message, text, role, parts, places);
        }
        names.add(where, places);
        return new ChatMessage(role, parts);
    }

    private void said(Fields message, String text, Role role, List<Part> parts, List<String> places) {
        List<JsonNode> called = role == Role.ASSISTANT ? message.array("tool_calls") : List.of();
        if (!text.isEmpty() || called.isEmpty()) {
            add(parts, places, new Part.Text(text), message.prefix() + "content");
        }
        images(message, parts, places);
        message.optionalString("thinking")
                .filter(thoughts -> role == Role.ASSISTANT && !thoughts.isEmpty())
                .ifPresent(thoughts -> add(parts, places, new Part.Reasoning(thoughts), message.prefix() + "thinking"));
        for (int i = 0; i < called.size(); i++) {
            String where = message.prefix() + "tool_calls[" + i + "]";
            add(parts, places, call(Fields.of(called.get(i), where)), where);
        }
    }

    private static void images(Fields message, List<Part> parts, List<String> places) {
        List<JsonNode> images = message.array("images");
        for (int i = 0; i < images.size(); i++) {
            String where = message.prefix() + "images[" + i + "]";
            add(parts, places, new Part.Other("image", images.get(i)), where);
        }
    }

    private static void add(List<Part> parts, List<String> places, Part part, String where) {
        parts.add(part);
        places.add(where);
    }

    private Part call(Fields call) {
        Fields function = call.required("function");
        String id = call.optionalString("id").filter(given -> !given.isEmpty()).orElseGet(this::free);
        taken.add(id);
        String name = function.string("name");
        Optional<Fields> arguments = function.inner("arguments");
        open.put(id, name);
        return new Part.ToolCall(
                id, name, arguments.map(given -> Json.line(given.object())).orElse("{}"));
    }

    /** An id for a call that has none. */
    private String free() {
        int number = taken.size();
        while (taken.contains("call_" + number)) {
            number++;
        }
        return "call_" + number;
    }

    private Part result(Fields message, String text) {
        Optional<String> id = message.optionalString("tool_call_id").filter(given -> !given.isEmpty());
        Optional<String> tool = message.optionalString("tool_name").filter(given -> !given.isEmpty());
        String call = id.orElseGet(() -> open.entrySet().stream()
                .filter(each -> tool.isEmpty() || each.getValue().equals(tool.get()))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow(() -> RequestRefused.invalid(
                        message.prefix() + "tool_name",
                        "No call before '" + message.prefix() + "tool_name' waits for this result.")));
        open.remove(call);
        return new Part.ToolResult(call, text);
    }
}
