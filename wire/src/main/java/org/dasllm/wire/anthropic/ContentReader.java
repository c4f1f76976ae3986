package org.dasllm.wire.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.dasllm.format.io.Json;
import org.dasllm.wire.chat.Finish;
import org.dasllm.wire.chat.Part;
import org.dasllm.wire.chat.ResponseHead;
import org.dasllm.wire.chat.Usage;
import org.dasllm.wire.received.Values;

/** Reads what whole answers and events have in common. */
final class ContentReader {
    private ContentReader() {}

    static ResponseHead head(JsonNode message) {
        return new ResponseHead(
                Values.text(message.path("id")),
                Optional.empty(),
                Values.text(message.path("model")),
                Optional.empty());
    }

    /** Blocks of kinds that are not known are kept as they are. */
    static List<Part> parts(JsonNode content) {
        List<Part> parts = new ArrayList<>();
        for (JsonNode block : content) {
            String type = Values.words(block, "type");
            switch (type) {
                case "text" -> parts.add(new Part.Text(Values.words(block, "text")));
                case "thinking" ->
                    parts.add(new Part.Reasoning(
                            Values.words(block, "thinking"),
                            Values.text(block.path("signature")).filter(text -> !text.isEmpty())));
                case "tool_use" ->
                    parts.add(new Part.ToolCall(
                            Values.words(block, "id"),
                            Values.words(block, "name"),
                            Json.line(block.path("input").isObject() ? block.path("input") : object())));
                default -> parts.add(new Part.Other(type, block));
            }
        }
        return parts;
    }

    static Optional<Finish> finish(JsonNode stop) {
        return Values.text(stop.path("stop_reason")).map(Finish::ofWord);
    }

    /** Why the model declined, where the server explains it; empty elsewhere. */
    static String refusal(JsonNode stop) {
        return Values.words(stop.path("stop_details"), "explanation");
    }

    /** The server counts what came from a cache, and what was put into one, beside the other input. */
    static Usage usage(JsonNode usage) {
        OptionalLong fresh = Values.count(usage.path("input_tokens"));
        OptionalLong read = Values.count(usage.path("cache_read_input_tokens"));
        OptionalLong written = Values.count(usage.path("cache_creation_input_tokens"));
        return new Usage(
                fresh.isEmpty() ? fresh : OptionalLong.of(fresh.getAsLong() + read.orElse(0) + written.orElse(0)),
                Values.count(usage.path("output_tokens")),
                read,
                written,
                Values.count(usage.path("output_tokens_details").path("thinking_tokens")));
    }

    private static ObjectNode object() {
        return Json.mapper().createObjectNode();
    }
}
