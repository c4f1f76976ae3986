package org.dasllm.wire.bedrock;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dasllm.format.io.Json;
import org.dasllm.wire.chat.ChatMessage;
import org.dasllm.wire.chat.ChatMessage.Role;
import org.dasllm.wire.chat.Part;
import org.dasllm.wire.chat.PlacedNames;
import org.dasllm.wire.chat.RequestRefused;
import org.dasllm.wire.request.Fields;

/** Reads a conversation. Results of tools are messages of their own here. Points of a cache change no answer and are passed over. */
final class MessageReader {
    private final PlacedNames names;
    private final List<ChatMessage> messages = new ArrayList<>();

    MessageReader(PlacedNames names) {
        this.names = names;
    }

    /** @throws RequestRefused where it is none, or its last turn is the assistant's, which a template cannot go on from */
    List<ChatMessage> read(Fields fields) {
        if (!fields.array("system").isEmpty()) {
            add(Role.SYSTEM, fields, "system");
        }
        List<JsonNode> turns = fields.array("messages");
        if (turns.isEmpty()) {
            throw RequestRefused.missing("messages");
        }
        for (int i = 0; i < turns.size(); i++) {
            Fields turn = Fields.of(turns.get(i), "messages." + i);
            Role role = switch (turn.string("role")) {
                case "user" -> Role.USER;
                case "assistant" -> Role.ASSISTANT;
                case "system" -> Role.SYSTEM;
                default ->
                    throw RequestRefused.invalid(
                            turn.prefix() + "role",
                            "Invalid '" + turn.prefix()
                                    + "role': supported values are 'user', 'assistant' and 'system'.");
            };
            if (!turn.has("content")) {
                throw RequestRefused.missing(turn.prefix() + "content");
            }
            add(role, turn, "content");
        }
        if (messages.get(messages.size() - 1).role() == Role.ASSISTANT) {
            throw RequestRefused.unsupported(
                    "messages",
                    "This model does not go on from an assistant's message: the last of 'messages' must be the user's.");
        }
        return messages;
    }

    private void add(Role role, Fields holder, String list) {
        List<JsonNode> blocks = holder.array(list);
        List<Part> parts = new ArrayList<>();
        List<String> places = new ArrayList<>();
        boolean results = false;
        for (int i = 0; i < blocks.size(); i++) {
            String where = holder.prefix() + list + "." + i;
            Optional<Part> part = part(Fields.of(blocks.get(i), where));
            if (part.isPresent() && part.get() instanceof Part.ToolResult) {
                names.add(where, List.of(where));
                messages.add(new ChatMessage(Role.TOOL, List.of(part.get())));
                results = true;
            } else if (part.isPresent()) {
                parts.add(part.get());
                places.add(where);
            }
        }
        if (!parts.isEmpty() || !results) {
            names.add(holder.prefix() + list, places);
            messages.add(new ChatMessage(role, parts));
        }
    }

    private static Optional<Part> part(Fields block) {
        if (block.has("text")) {
            return Optional.of(new Part.Text(block.string("text")));
        } else if (block.has("cachePoint")) {
            return Optional.empty();
        } else if (block.has("toolUse")) {
            Fields use = block.required("toolUse");
            return Optional.of(new Part.ToolCall(
                    use.string("toolUseId"),
                    use.string("name"),
                    Json.line(use.required("input").object())));
        } else if (block.has("toolResult")) {
            Fields result = block.required("toolResult");
            return Optional.of(new Part.ToolResult(
                    result.string("toolUseId"),
                    text(result),
                    result.optionalString("status").orElse("success").equals("error")));
        } else if (block.has("reasoningContent")) {
            JsonNode thoughts = block.object().at("/reasoningContent/reasoningText/text");
            return Optional.of(new Part.Reasoning(thoughts.asText()));
        }
        String kind = block.object().isEmpty()
                ? "nothing"
                : block.object().fieldNames().next();
        return Optional.of(new Part.Other(kind, block.object()));
    }

    private static String text(Fields result) {
        StringBuilder text = new StringBuilder();
        List<JsonNode> content = result.array("content");
        for (int i = 0; i < content.size(); i++) {
            Fields block = Fields.of(content.get(i), result.prefix() + "content." + i);
            if (block.has("text")) {
                text.append(block.string("text"));
            } else if (block.has("json")) {
                text.append(Json.line(block.object().get("json")));
            } else {
                throw RequestRefused.unsupported(
                        result.prefix() + "content." + i, "This model takes results of 'text' and 'json' only.");
            }
        }
        return text.toString();
    }
}
