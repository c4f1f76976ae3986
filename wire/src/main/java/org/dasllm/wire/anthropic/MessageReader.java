package org.dasllm.wire.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.dasllm.format.io.Json;
import org.dasllm.wire.chat.ChatMessage;
import org.dasllm.wire.chat.ChatMessage.Role;
import org.dasllm.wire.chat.Part;
import org.dasllm.wire.chat.PlacedNames;
import org.dasllm.wire.chat.RequestRefused;
import org.dasllm.wire.request.Fields;

/** Reads a conversation. A user's turn may hold results of tools, which are messages of their own here, before what the user says. */
final class MessageReader {
    private final PlacedNames names;
    private final List<ChatMessage> messages = new ArrayList<>();

    MessageReader(PlacedNames names) {
        this.names = names;
    }

    /** @throws RequestRefused where it is none, or its last turn is the assistant's, which a template cannot go on from */
    List<ChatMessage> read(Fields fields) {
        if (fields.has("system")) {
            Blocks system = new Blocks("system");
            system.read(fields.object().get("system"));
            add(Role.SYSTEM, system);
        }
        JsonNode turns = fields.value("messages").orElseThrow(() -> RequestRefused.missing("messages"));
        if (!turns.isArray()) {
            throw Fields.wrong("messages", "an array of messages", turns);
        }
        if (turns.isEmpty()) {
            throw RequestRefused.invalid("messages", "messages: at least one message is required.");
        }
        for (int i = 0; i < turns.size(); i++) {
            turn(Fields.of(turns.get(i), "messages." + i), "messages." + i);
        }
        if (messages.get(messages.size() - 1).role() == Role.ASSISTANT) {
            throw RequestRefused.unsupported(
                    "messages",
                    "messages: this model does not go on from an assistant's message. The last one must be the user's.");
        }
        return messages;
    }

    private void turn(Fields turn, String where) {
        String word = turn.string("role");
        JsonNode content = turn.value("content").orElseThrow(() -> RequestRefused.missing(where + ".content"));
        Blocks blocks = new Blocks(where + ".content");
        blocks.read(content);
        switch (word) {
            case "user" -> add(Role.USER, blocks);
            case "assistant" -> add(Role.ASSISTANT, blocks);
            case "system" -> add(Role.SYSTEM, blocks);
            default ->
                throw RequestRefused.invalid(
                        where + ".role", where + ".role: supported values are 'user', 'assistant' and 'system'.");
        }
    }

    private void add(Role role, Blocks blocks) {
        Blocks others = new Blocks(blocks.where);
        for (int i = 0; i < blocks.parts.size(); i++) {
            Part part = blocks.parts.get(i);
            if (part instanceof Part.ToolResult && role == Role.USER) {
                names.add(blocks.places.get(i), List.of(blocks.places.get(i)));
                messages.add(new ChatMessage(Role.TOOL, List.of(part)));
            } else {
                others.parts.add(part);
                others.places.add(blocks.places.get(i));
            }
        }
        if (!others.parts.isEmpty() || blocks.parts.isEmpty()) {
            names.add(blocks.where, others.places);
            messages.add(new ChatMessage(role, others.parts));
        }
    }

    /** The content of a turn, with what the request calls its blocks. */
    private static final class Blocks {
        private final String where;
        private final List<Part> parts = new ArrayList<>();
        private final List<String> places = new ArrayList<>();

        Blocks(String where) {
            this.where = where;
        }

        void read(JsonNode content) {
            if (content.isTextual()) {
                parts.add(new Part.Text(content.textValue()));
                places.add(where);
                return;
            }
            if (!content.isArray()) {
                throw Fields.wrong(where, "a string or an array of blocks", content);
            }
            for (int i = 0; i < content.size(); i++) {
                Fields block = Fields.of(content.get(i), where + "." + i);
                parts.add(part(block));
                places.add(block.prefix() + "type");
            }
        }

        private static Part part(Fields block) {
            String type = block.string("type");
            return switch (type) {
                case "text" -> new Part.Text(block.string("text"));
                case "thinking" -> new Part.Reasoning(block.string("thinking"), block.optionalString("signature"));
                case "tool_use" ->
                    new Part.ToolCall(
                            block.string("id"),
                            block.string("name"),
                            Json.line(block.required("input").object()));
                case "tool_result" ->
                    new Part.ToolResult(block.string("tool_use_id"), result(block), block.truth("is_error"));
                default -> new Part.Other(type, block.object());
            };
        }

        private static String result(Fields block) {
            if (!block.has("content")) {
                return "";
            }
            Blocks content = new Blocks(block.prefix() + "content");
            content.read(block.object().get("content"));
            for (int i = 0; i < content.parts.size(); i++) {
                if (!(content.parts.get(i) instanceof Part.Text)) {
                    throw RequestRefused.unsupported(
                            content.places.get(i), "This model takes results of type 'text' only.");
                }
            }
            return Part.text(content.parts);
        }
    }
}
