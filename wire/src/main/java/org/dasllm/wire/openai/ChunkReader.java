package org.dasllm.wire.openai;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dasllm.wire.chat.ChatEvent;
import org.dasllm.wire.chat.ScoredToken;
import org.dasllm.wire.chat.StreamReader;
import org.dasllm.wire.received.Envelope;
import org.dasllm.wire.received.LogprobReader;
import org.dasllm.wire.received.ServerError;
import org.dasllm.wire.received.StreamFailure;
import org.dasllm.wire.received.Values;

/** Reads {@code chat.completion.chunk}s. */
final class ChunkReader implements StreamReader {
    private boolean opened;
    private boolean finished;
    private boolean over;

    @Override
    public List<ChatEvent> read(String data) {
        if (data.strip().equals("[DONE]")) {
            over = true;
            return List.of(new ChatEvent.Ended());
        }
        JsonNode chunk;
        try {
            chunk = Envelope.read(data);
        } catch (JsonProcessingException e) {
            over = true;
            return StreamFailure.unreadable();
        }
        Optional<ServerError> error = ChoiceReader.error(chunk).or(() -> ServerError.inAnswer(chunk));
        if (error.isPresent()) {
            over = true;
            return List.of(StreamFailure.of(error.get()));
        }
        List<ChatEvent> events = new ArrayList<>();
        if (!opened && isPiece(chunk)) {
            opened = true;
            events.add(new ChatEvent.Opened(ChoiceReader.head(chunk)));
        }
        for (JsonNode choice : chunk.path("choices")) {
            choice(choice, events);
        }
        ChoiceReader.usage(chunk).ifPresent(usage -> events.add(new ChatEvent.Used(usage)));
        return events;
    }

    /** Some servers end without saying that all is said. */
    @Override
    public List<ChatEvent> end() {
        if (over) {
            return List.of();
        }
        return finished ? List.of(new ChatEvent.Ended()) : StreamFailure.brokenOff();
    }

    /** One of the pieces that a stream is made of. */
    static boolean isPiece(JsonNode json) {
        return json.path("object").asText().equals("chat.completion.chunk")
                || json.path("choices").path(0).path("delta").isObject();
    }

    private void choice(JsonNode choice, List<ChatEvent> events) {
        int index = choice.path("index").asInt();
        JsonNode delta = choice.path("delta");
        for (String key : ChoiceReader.REASONING_KEYS) {
            if (!Values.words(delta, key).isEmpty()) {
                events.add(new ChatEvent.Reasoning(index, Values.words(delta, key)));
                break;
            }
        }
        List<ScoredToken> tokens =
                LogprobReader.tokens(choice.path("logprobs").path("content")).orElse(List.of());
        String text = Values.words(delta, "content");
        if (!text.isEmpty() || !tokens.isEmpty()) {
            events.add(new ChatEvent.Text(index, text, tokens));
        }
        String refusal = Values.words(delta, "refusal");
        if (!refusal.isEmpty()) {
            events.add(new ChatEvent.Refusal(index, refusal));
        }
        for (JsonNode call : delta.path("tool_calls")) {
            JsonNode function = call.path("function");
            int place = call.path("index").asInt();
            if (function.path("name").isTextual()) {
                String id = Values.words(call, "id");
                events.add(new ChatEvent.ToolCallOpened(index, place, id, Values.words(function, "name")));
            }
            String arguments = Values.words(function, "arguments");
            if (!arguments.isEmpty()) {
                events.add(new ChatEvent.ToolCallArguments(index, place, arguments));
            }
        }
        ChoiceReader.finish(choice).ifPresent(finish -> {
            finished = true;
            events.add(new ChatEvent.Finished(index, finish));
        });
    }
}
