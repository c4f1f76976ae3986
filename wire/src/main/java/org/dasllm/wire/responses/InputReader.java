package org.dasllm.wire.responses;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dasllm.wire.chat.ChatMessage;
import org.dasllm.wire.chat.ChatMessage.Role;
import org.dasllm.wire.chat.Part;
import org.dasllm.wire.chat.PlacedNames;
import org.dasllm.wire.chat.RequestRefused;
import org.dasllm.wire.request.Fields;

/**
 * Reads the items of a conversation. What the assistant thought, said and called in one turn are items of their own there, and one message
 * here, as templates of conversations want it.
 */
final class InputReader {
    private final PlacedNames names;
    private final List<ChatMessage> messages = new ArrayList<>();
    private final List<Part> turn = new ArrayList<>();
    private final List<String> places = new ArrayList<>();
    private String turnPlace = "";

    InputReader(PlacedNames names) {
        this.names = names;
    }

    List<ChatMessage> read(Fields fields, Optional<String> instructions) {
        instructions.ifPresent(text -> add(Role.SYSTEM, List.of(new Part.Text(text)), "instructions", List.of()));
        JsonNode input = fields.value("input").orElseThrow(() -> RequestRefused.missing("input"));
        if (input.isTextual()) {
            add(Role.USER, List.of(new Part.Text(input.textValue())), "input", List.of());
            return messages;
        }
        if (!input.isArray()) {
            throw Fields.wrong("input", "a string or an array of items", input);
        }
        if (input.isEmpty() && messages.isEmpty()) {
            throw RequestRefused.invalid("input", "Invalid 'input': it must have at least one item.");
        }
        for (int i = 0; i < input.size(); i++) {
            item(Fields.of(input.get(i), "input[" + i + "]"));
        }
        endTurn();
        return messages;
    }

    private void add(Role role, List<Part> parts, String place, List<String> partPlaces) {
        names.add(place, partPlaces);
        messages.add(new ChatMessage(role, parts));
    }

    private void item(Fields item) {
        // The last character of the prefix is the point before its values.
        String where = item.prefix().substring(0, item.prefix().length() - 1);
        String type = item.optionalString("type").orElse("message");
        switch (type) {
            case "message" -> message(item, where);
            case "function_call" ->
                said(new Part.ToolCall(item.string("call_id"), item.string("name"), item.string("arguments")), where);
            case "function_call_output" -> {
                endTurn();
                Part result = new Part.ToolResult(item.string("call_id"), output(item));
                add(Role.TOOL, List.of(result), where + ".type", List.of(where + ".type"));
            }
            case "reasoning" -> said(new Part.Reasoning(thoughts(item)), where);
            default ->
                throw RequestRefused.unsupported(
                        where + ".type", "This server does not take items of type '" + type + "'.");
        }
    }

    private void message(Fields item, String where) {
        String word = item.string("role");
        Role role = switch (word) {
            case "system", "developer" -> Role.SYSTEM;
            case "user" -> Role.USER;
            case "assistant" -> Role.ASSISTANT;
            default ->
                throw RequestRefused.invalid(
                        where + ".role",
                        "Invalid value: '" + word
                                + "'. Supported values are: 'assistant', 'system', 'developer' and 'user'.");
        };
        List<Part> parts = new ArrayList<>();
        List<String> partPlaces = new ArrayList<>();
        content(item, where, parts, partPlaces);
        if (role == Role.ASSISTANT) {
            for (int i = 0; i < parts.size(); i++) {
                said(parts.get(i), partPlaces.get(i));
            }
            return;
        }
        endTurn();
        add(role, parts, where + ".role", partPlaces);
    }

    private void said(Part part, String place) {
        if (turn.isEmpty()) {
            turnPlace = place;
        }
        turn.add(part);
        places.add(place);
    }

    private void endTurn() {
        if (!turn.isEmpty()) {
            add(Role.ASSISTANT, turn, turnPlace, places);
            turn.clear();
            places.clear();
        }
    }

    private static void content(Fields item, String where, List<Part> parts, List<String> places) {
        JsonNode content = item.value("content").orElseThrow(() -> RequestRefused.missing(where + ".content"));
        if (content.isTextual()) {
            parts.add(new Part.Text(content.textValue()));
            places.add(where + ".content");
            return;
        }
        if (!content.isArray()) {
            throw Fields.wrong(where + ".content", "a string or an array of parts", content);
        }
        for (int i = 0; i < content.size(); i++) {
            Fields part = Fields.of(content.get(i), where + ".content[" + i + "]");
            parts.add(part(part, part.string("type")));
            places.add(part.prefix() + "type");
        }
    }

    private static Part part(Fields part, String type) {
        return switch (type) {
            case "input_text", "output_text", "text" -> new Part.Text(part.string("text"));
            case "refusal" -> new Part.Refusal(part.string("refusal"));
            default -> new Part.Other(type, part.object());
        };
    }

    private static String output(Fields item) {
        JsonNode output = item.value("output").orElseThrow(() -> RequestRefused.missing(item.prefix() + "output"));
        if (output.isTextual()) {
            return output.textValue();
        }
        if (!output.isArray()) {
            throw Fields.wrong(item.prefix() + "output", "a string or an array of parts", output);
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < output.size(); i++) {
            Fields part = Fields.of(output.get(i), item.prefix() + "output[" + i + "]");
            if (!part.string("type").equals("input_text")) {
                throw RequestRefused.unsupported(
                        part.prefix() + "type", "This server takes parts of type 'input_text' only.");
            }
            text.append(part.string("text"));
        }
        return text.toString();
    }

    private static String thoughts(Fields item) {
        StringBuilder text = new StringBuilder();
        for (String list : List.of("content", "summary")) {
            for (JsonNode part : item.array(list)) {
                text.append(part.path("text").asText());
            }
        }
        return text.toString();
    }
}
