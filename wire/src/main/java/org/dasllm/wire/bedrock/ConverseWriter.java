package org.dasllm.wire.bedrock;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.dasllm.format.io.Json;
import org.dasllm.wire.chat.ChatResponse;
import org.dasllm.wire.chat.Choice;
import org.dasllm.wire.chat.Finish;
import org.dasllm.wire.chat.Part;
import org.dasllm.wire.chat.Usage;

/** Writes whole answers, and what a stream has in common with them. */
final class ConverseWriter {
    private static final long NANOSECONDS = 1_000_000;

    private ConverseWriter() {}

    /** @param latency from the request to the answer, in milliseconds */
    static ObjectNode whole(ChatResponse response, long latency) {
        Choice choice = response.choices().get(0);
        ObjectNode body = Json.mapper().createObjectNode();
        ObjectNode message = body.putObject("output").putObject("message").put("role", "assistant");
        ArrayNode content = message.putArray("content");
        choice.parts().forEach(part -> block(content, part));
        body.put("stopReason", reason(choice.finish()));
        usage(body, response.usage().orElse(Usage.of(0, 0)), latency);
        return body;
    }

    private static void block(ArrayNode content, Part part) {
        if (part instanceof Part.Text text) {
            // A stream has no blocks without a word, and neither has this.
            if (!text.text().isEmpty()) {
                content.addObject().put("text", text.text());
            }
        } else if (part instanceof Part.Refusal refusal) {
            content.addObject().put("text", refusal.text());
        } else if (part instanceof Part.Reasoning thoughts) {
            content.addObject()
                    .putObject("reasoningContent")
                    .putObject("reasoningText")
                    .put("text", thoughts.text());
        } else if (part instanceof Part.ToolCall call) {
            content.addObject()
                    .putObject("toolUse")
                    .put("toolUseId", call.id())
                    .put("name", call.name())
                    .set("input", call.objectOrEmpty());
        }
    }

    static String reason(Optional<Finish> finish) {
        return finish.map(why -> switch (why.reason()) {
                    case STOP -> why.stopText().isPresent() ? "stop_sequence" : "end_turn";
                    case LENGTH -> "max_tokens";
                    case TOOL_CALLS -> "tool_use";
                    case REFUSAL, CONTENT_FILTER -> "content_filtered";
                    case OTHER -> "end_turn";
                })
                .orElse("end_turn");
    }

    /** Tokens of a cache stand beside the input. */
    static void usage(ObjectNode body, Usage usage, long latency) {
        long input = usage.input().orElse(0);
        long output = usage.output().orElse(0);
        long read = usage.cachedInput().orElse(0);
        long written = usage.cacheWrites().orElse(0);
        body.putObject("usage")
                .put("inputTokens", input - read - written)
                .put("outputTokens", output)
                .put("totalTokens", input + output)
                .put("cacheReadInputTokens", read)
                .put("cacheWriteInputTokens", written);
        body.putObject("metrics").put("latencyMs", latency);
    }

    /** @param begun a time of {@link System#nanoTime} */
    static long millisecondsSince(long begun) {
        return (System.nanoTime() - begun) / NANOSECONDS;
    }
}
