package org.dasllm.wire.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dasllm.format.io.Json;
import org.dasllm.wire.chat.ChatEvent;
import org.dasllm.wire.chat.ChatRequest;
import org.dasllm.wire.chat.ChatRequest.Delivery;
import org.dasllm.wire.chat.ChatResponse;
import org.dasllm.wire.chat.Choice;
import org.dasllm.wire.chat.Finish;
import org.dasllm.wire.chat.ResponseHead;
import org.dasllm.wire.chat.ScoredToken;
import org.dasllm.wire.chat.TextStreamWriter;

/** Writes {@code text_completion}s, whole and as server-sent events. */
final class CompletionWriter implements TextStreamWriter {
    private final boolean probabilities;
    private final boolean usage;
    private final Map<Integer, CompletionLogprobs> told = new HashMap<>();
    private ResponseHead head =
            new ResponseHead(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    CompletionWriter(ChatRequest request) {
        this.probabilities = request.alternatives().isPresent();
        this.usage = request.delivery() == Delivery.STREAM_WITH_USAGE;
    }

    static ObjectNode whole(ChatResponse response) {
        ObjectNode body = ResponseWriter.start("text_completion", response.head());
        ArrayNode choices = body.putArray("choices");
        for (Choice choice : response.choices()) {
            ObjectNode node = choices.addObject().put("text", choice.text()).put("index", choice.index());
            choice.tokens()
                    .ifPresentOrElse(
                            tokens -> node.set("logprobs", new CompletionLogprobs().write(tokens)),
                            () -> node.putNull("logprobs"));
            node.put("finish_reason", choice.finish().map(ResponseWriter::word).orElse("stop"));
        }
        response.usage().ifPresent(counted -> ResponseWriter.usage(body, counted));
        return body;
    }

    @Override
    public String write(ChatEvent event) {
        if (event instanceof ChatEvent.Opened opened) {
            head = opened.head();
            return "";
        } else if (event instanceof ChatEvent.Text text) {
            return chunk(text.choice(), text.text(), text.tokens(), Optional.empty());
        } else if (event instanceof ChatEvent.KeepAlive) {
            return chunk(0, "", List.of(), Optional.empty());
        } else if (event instanceof ChatEvent.Finished finished) {
            return chunk(finished.choice(), "", List.of(), Optional.of(finished.finish()));
        } else if (event instanceof ChatEvent.Used used) {
            if (!usage) {
                return "";
            }
            ObjectNode last = ResponseWriter.start("text_completion", head);
            last.putArray("choices");
            ResponseWriter.usage(last, used.usage());
            return data(last);
        } else if (event instanceof ChatEvent.Failed failed) {
            return data(RefusalWriter.body(failed.refusal()));
        } else if (event instanceof ChatEvent.Ended) {
            return "data: [DONE]\n\n";
        }
        throw new IllegalArgumentException("a completion has no such event: " + event);
    }

    private String chunk(int index, String text, List<ScoredToken> tokens, Optional<Finish> finish) {
        ObjectNode chunk = ResponseWriter.start("text_completion", head);
        ObjectNode choice =
                chunk.putArray("choices").addObject().put("text", text).put("index", index);
        if (probabilities && !tokens.isEmpty()) {
            choice.set(
                    "logprobs",
                    told.computeIfAbsent(index, each -> new CompletionLogprobs())
                            .write(tokens));
        } else {
            choice.putNull("logprobs");
        }
        choice.put("finish_reason", finish.map(ResponseWriter::word).orElse(null));
        if (usage) {
            chunk.putNull("usage");
        }
        return data(chunk);
    }

    private static String data(JsonNode json) {
        return "data: " + Json.line(json) + "\n\n";
    }
}
