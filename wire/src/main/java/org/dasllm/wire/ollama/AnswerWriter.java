package org.dasllm.wire.ollama;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.dasllm.format.io.Json;
import org.dasllm.wire.chat.ChatResponse;
import org.dasllm.wire.chat.Choice;
import org.dasllm.wire.chat.Finish;
import org.dasllm.wire.chat.Part;
import org.dasllm.wire.chat.ScoredToken;
import org.dasllm.wire.chat.Usage;
import org.dasllm.wire.openai.LogprobWriter;

/** Writes whole answers, and what lines have in common with them. */
final class AnswerWriter {
    private AnswerWriter() {}

    static ObjectNode whole(ChatResponse response, AnswerTimes times) {
        Choice choice = response.choices().get(0);
        ObjectNode body = start(response.head().model().orElse(""));
        ObjectNode message = message(body, text(choice.parts()));
        String thoughts = thoughts(choice.parts());
        if (!thoughts.isEmpty()) {
            message.put("thinking", thoughts);
        }
        for (Part part : choice.parts()) {
            if (part instanceof Part.ToolCall call) {
                ToolCallWriter.add(message.withArray("tool_calls"), call, call.objectOrEmpty());
            }
        }
        choice.tokens().ifPresent(tokens -> tokens(body, tokens));
        end(body, choice.finish(), response.usage().orElse(Usage.of(0, 0)), times);
        return body;
    }

    /** What every object of an answer begins with. */
    static ObjectNode start(String model) {
        return Json.mapper()
                .createObjectNode()
                .put("model", model)
                .put("created_at", Instant.now().toString());
    }

    static ObjectNode message(ObjectNode body, String text) {
        return body.putObject("message").put("role", "assistant").put("content", text);
    }

    static void tokens(ObjectNode body, List<ScoredToken> tokens) {
        if (!tokens.isEmpty()) {
            LogprobWriter.write(body.putArray("logprobs"), tokens);
        }
    }

    /** What the last object of an answer has. */
    static void end(ObjectNode body, Optional<Finish> finish, Usage usage, AnswerTimes times) {
        body.put("done", true).put("done_reason", reason(finish));
        times.write(body, usage.input().orElse(0), usage.output().orElse(0));
    }

    /** Calls and stop texts are no reasons of their own. */
    private static String reason(Optional<Finish> finish) {
        return finish.filter(why -> why.reason() == Finish.Reason.LENGTH).isPresent() ? "length" : "stop";
    }

    private static String text(List<Part> parts) {
        StringBuilder text = new StringBuilder();
        for (Part part : parts) {
            if (part instanceof Part.Text words) {
                text.append(words.text());
            } else if (part instanceof Part.Refusal refusal) {
                text.append(refusal.text());
            }
        }
        return text.toString();
    }

    private static String thoughts(List<Part> parts) {
        StringBuilder text = new StringBuilder();
        for (Part part : parts) {
            if (part instanceof Part.Reasoning thought) {
                text.append(thought.text());
            }
        }
        return text.toString();
    }
}
