package org.dasllm.wire.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import org.dasllm.format.io.Json;
import org.dasllm.wire.chat.ChatEvent;
import org.dasllm.wire.chat.ChatRequest;
import org.dasllm.wire.chat.ChatRequest.Delivery;
import org.dasllm.wire.chat.Finish;
import org.dasllm.wire.chat.ResponseHead;
import org.dasllm.wire.chat.ScoredToken;
import org.dasllm.wire.chat.TextStreamWriter;
import org.dasllm.wire.chat.Usage;

/**
 * Writes {@code chat.completion.chunk}s as server-sent events. Clients take an object with an error for one in the middle of a
 * stream too. What keeps the connection alive is a chunk that says nothing: a comment would be more usual, but openai-go up to
 * 3.8 takes the blank line after one for the end of an event, and breaks off.
 */
final class ChunkWriter implements TextStreamWriter {
    private final boolean probabilities;
    private final boolean usage;
    private final int choices;
    private ResponseHead head =
            new ResponseHead(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    ChunkWriter(ChatRequest request) {
        this.probabilities = request.alternatives().isPresent();
        this.usage = request.delivery() == Delivery.STREAM_WITH_USAGE;
        this.choices = request.choices();
    }

    @Override
    public String write(ChatEvent event) {
        if (event instanceof ChatEvent.Opened opened) {
            return opened(opened.head());
        } else if (event instanceof ChatEvent.Used used) {
            return usage ? data(usage(used.usage())) : "";
        } else if (event instanceof ChatEvent.Failed failed) {
            return data(RefusalWriter.body(failed.refusal()));
        } else if (event instanceof ChatEvent.Ended) {
            return "data: [DONE]\n\n";
        } else if (event instanceof ChatEvent.KeepAlive) {
            return chunk(0, delta());
        } else if (event instanceof ChatEvent.Text text) {
            return chunk(text.choice(), delta().put("content", text.text()), text.tokens(), Optional.empty());
        } else if (event instanceof ChatEvent.Reasoning reasoning) {
            return chunk(reasoning.choice(), delta().put("reasoning_content", reasoning.text()));
        } else if (event instanceof ChatEvent.ReasoningSigned
                || event instanceof ChatEvent.TextSigned
                || event instanceof ChatEvent.ToolCallSigned) {
            // The protocol has no place for signatures.
            return "";
        } else if (event instanceof ChatEvent.Refusal refusal) {
            return chunk(refusal.choice(), delta().put("refusal", refusal.text()));
        } else if (event instanceof ChatEvent.ToolCallOpened call) {
            ObjectNode delta = delta();
            ObjectNode node = call(delta, call.call()).put("id", call.id()).put("type", "function");
            node.putObject("function").put("name", call.name()).put("arguments", "");
            return chunk(call.choice(), delta);
        } else if (event instanceof ChatEvent.ToolCallArguments more) {
            ObjectNode delta = delta();
            call(delta, more.call()).putObject("function").put("arguments", more.fragment());
            return chunk(more.choice(), delta);
        } else if (event instanceof ChatEvent.Finished finished) {
            return chunk(finished.choice(), delta(), List.of(), Optional.of(finished.finish()));
        }
        throw new IllegalArgumentException("no such event: " + event);
    }

    private String opened(ResponseHead told) {
        head = told;
        StringBuilder text = new StringBuilder();
        for (int choice = 0; choice < choices; choice++) {
            ObjectNode delta = delta().put("role", "assistant").put("content", "");
            delta.putNull("refusal");
            text.append(chunk(choice, delta));
        }
        return text.toString();
    }

    private static ObjectNode delta() {
        return Json.mapper().createObjectNode();
    }

    private static ObjectNode call(ObjectNode delta, int index) {
        return delta.putArray("tool_calls").addObject().put("index", index);
    }

    private String chunk(int index, ObjectNode delta) {
        return chunk(index, delta, List.of(), Optional.empty());
    }

    private String chunk(int index, ObjectNode delta, List<ScoredToken> tokens, Optional<Finish> finish) {
        ObjectNode chunk = ResponseWriter.start("chat.completion.chunk", head);
        ObjectNode choice = chunk.putArray("choices").addObject().put("index", index);
        choice.set("delta", delta);
        ResponseWriter.logprobs(choice, probabilities ? Optional.of(tokens) : Optional.empty());
        choice.put("finish_reason", finish.map(ResponseWriter::word).orElse(null));
        if (usage) {
            chunk.putNull("usage");
        }
        return data(chunk);
    }

    private ObjectNode usage(Usage told) {
        ObjectNode chunk = ResponseWriter.start("chat.completion.chunk", head);
        chunk.putArray("choices");
        ResponseWriter.usage(chunk, told);
        return chunk;
    }

    private static String data(JsonNode json) {
        return "data: " + Json.line(json) + "\n\n";
    }
}
