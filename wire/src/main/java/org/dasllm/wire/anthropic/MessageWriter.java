package org.dasllm.wire.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import org.dasllm.format.io.Json;
import org.dasllm.wire.chat.ChatResponse;
import org.dasllm.wire.chat.Choice;
import org.dasllm.wire.chat.Finish;
import org.dasllm.wire.chat.Part;
import org.dasllm.wire.chat.ResponseHead;
import org.dasllm.wire.chat.Usage;

/** Writes messages of the assistant. */
final class MessageWriter {
    private MessageWriter() {}

    static ObjectNode whole(ChatResponse response) {
        Choice choice = response.choices().get(0);
        ObjectNode body = start(response.head());
        content(body.withArray("content"), choice.parts());
        stop(body, choice.finish());
        usage(body.putObject("usage"), response.usage().orElse(Usage.of(0, 0)));
        return body;
    }

    /** The message without anything that comes of generating it. */
    static ObjectNode start(ResponseHead head) {
        ObjectNode body = Json.mapper().createObjectNode();
        head.id().ifPresent(id -> body.put("id", id));
        body.put("type", "message").put("role", "assistant");
        head.model().ifPresent(model -> body.put("model", model));
        body.putArray("content");
        return body;
    }

    private static void content(ArrayNode content, List<Part> parts) {
        for (Part part : parts) {
            if (part instanceof Part.Text text) {
                // The vendor's content has no empty texts.
                if (!text.text().isEmpty()) {
                    content.add(text(text.text()));
                }
            } else if (part instanceof Part.Refusal refusal) {
                content.add(text(refusal.text()));
            } else if (part instanceof Part.Reasoning thoughts) {
                content.add(thinking(thoughts.text(), thoughts.signature().orElse("")));
            } else if (part instanceof Part.ToolCall call) {
                content.add(call(call.id(), call.name(), call.objectOrEmpty()));
            }
        }
    }

    static ObjectNode text(String text) {
        return Json.mapper().createObjectNode().put("type", "text").put("text", text);
    }

    static ObjectNode thinking(String text, String signature) {
        return Json.mapper()
                .createObjectNode()
                .put("type", "thinking")
                .put("thinking", text)
                .put("signature", signature);
    }

    static ObjectNode call(String id, String name, JsonNode input) {
        ObjectNode block = Json.mapper()
                .createObjectNode()
                .put("type", "tool_use")
                .put("id", id)
                .put("name", name);
        block.set("input", input);
        return block;
    }

    static void stop(ObjectNode node, Optional<Finish> finish) {
        node.put("stop_reason", finish.map(MessageWriter::reason).orElse("end_turn"));
        node.put("stop_sequence", finish.flatMap(Finish::stopText).orElse(null));
    }

    private static String reason(Finish finish) {
        return switch (finish.reason()) {
            case STOP -> finish.stopText().isPresent() ? "stop_sequence" : "end_turn";
            case LENGTH -> "max_tokens";
            case TOOL_CALLS -> "tool_use";
            case REFUSAL, CONTENT_FILTER -> "refusal";
            case OTHER -> "end_turn";
        };
    }

    /** Tokens of a cache stand beside the input. */
    static void usage(ObjectNode node, Usage usage) {
        long read = usage.cachedInput().orElse(0);
        long written = usage.cacheWrites().orElse(0);
        node.put("input_tokens", usage.input().orElse(0) - read - written)
                .put("cache_creation_input_tokens", written)
                .put("cache_read_input_tokens", read)
                .put("output_tokens", usage.output().orElse(0));
    }
}
