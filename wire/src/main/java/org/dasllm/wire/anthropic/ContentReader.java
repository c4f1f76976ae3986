package org.dasllm.wire.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.dasllm.format.io.Json;
import org.dasllm.wire.chat.Finish;
import org.dasllm.wire.chat.Part;
import org.dasllm.wire.chat.ResponseHead;
import org.dasllm.wire.chat.Usage;
import org.jspecify.annotations.Nullable;

/** Reads what whole answers and events have in common. What is not of the type that it should be is taken for absent. */
final class ContentReader {
    private ContentReader() {}

    static ResponseHead head(JsonNode message) {
        return new ResponseHead(
                string(message.path("id")), Optional.empty(), string(message.path("model")), Optional.empty());
    }

    /** Blocks of kinds that are not known are kept as they are. */
    static List<Part> parts(JsonNode content) {
        List<Part> parts = new ArrayList<>();
        for (JsonNode block : content) {
            String type = words(block, "type");
            switch (type) {
                case "text" -> parts.add(new Part.Text(words(block, "text")));
                case "thinking" ->
                    parts.add(new Part.Reasoning(
                            words(block, "thinking"),
                            string(block.path("signature")).filter(text -> !text.isEmpty())));
                case "tool_use" ->
                    parts.add(new Part.ToolCall(
                            words(block, "id"),
                            words(block, "name"),
                            Json.line(block.path("input").isObject() ? block.path("input") : object())));
                default -> parts.add(new Part.Other(type, block));
            }
        }
        return parts;
    }

    static Optional<Finish> finish(JsonNode stop) {
        return string(stop.path("stop_reason")).map(Finish::ofWord);
    }

    /** The server counts what came from a cache, and what was put into one, beside the other input. */
    static Usage usage(JsonNode usage) {
        OptionalLong fresh = count(usage.path("input_tokens"));
        OptionalLong read = count(usage.path("cache_read_input_tokens"));
        OptionalLong written = count(usage.path("cache_creation_input_tokens"));
        return new Usage(
                fresh.isEmpty() ? fresh : OptionalLong.of(fresh.getAsLong() + read.orElse(0) + written.orElse(0)),
                count(usage.path("output_tokens")),
                read,
                written,
                count(usage.path("output_tokens_details").path("thinking_tokens")));
    }

    /** In the form of OpenAI's chat completions, where there is more than text; null elsewhere. */
    static @Nullable JsonNode message(List<Part> parts) {
        if (parts.stream().allMatch(Part.Text.class::isInstance)) {
            return null;
        }
        ObjectNode message = object().put("role", "assistant").put("content", Part.text(parts));
        String thoughts = parts.stream()
                .filter(Part.Reasoning.class::isInstance)
                .map(part -> ((Part.Reasoning) part).text())
                .collect(Collectors.joining());
        if (!thoughts.isEmpty()) {
            message.put("reasoning_content", thoughts);
        }
        for (Part part : parts) {
            if (part instanceof Part.ToolCall call) {
                ObjectNode node = message.withArray("tool_calls")
                        .addObject()
                        .put("id", call.id())
                        .put("type", "function");
                node.putObject("function").put("name", call.name()).put("arguments", call.arguments());
            }
        }
        return message;
    }

    private static ObjectNode object() {
        return Json.mapper().createObjectNode();
    }

    /** A text; empty where there is none. */
    static String words(JsonNode object, String key) {
        return string(object.path(key)).orElse("");
    }

    private static Optional<String> string(JsonNode node) {
        return node.isTextual() ? Optional.of(node.textValue()) : Optional.empty();
    }

    private static OptionalLong count(JsonNode node) {
        return node.isIntegralNumber() && node.canConvertToInt() && node.intValue() >= 0
                ? OptionalLong.of(node.longValue())
                : OptionalLong.empty();
    }
}
