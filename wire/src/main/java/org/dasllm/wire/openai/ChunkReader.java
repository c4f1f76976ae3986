package org.dasllm.wire.openai;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dasllm.wire.chat.ChatEvent;
import org.dasllm.wire.chat.RequestRefusal;
import org.dasllm.wire.chat.RequestRefusal.Kind;
import org.dasllm.wire.chat.ScoredToken;
import org.dasllm.wire.chat.StreamReader;
import org.dasllm.wire.received.Envelope;
import org.dasllm.wire.received.ServerError;
import org.dasllm.wire.received.Values;

/** Reads {@code chat.completion.chunk}s. */
final class ChunkReader implements StreamReader {
    private boolean opened;

    @Override
    public List<ChatEvent> read(String data) {
        if (data.strip().equals("[DONE]")) {
            return List.of(new ChatEvent.Ended());
        }
        JsonNode chunk;
        try {
            chunk = Envelope.read(data);
        } catch (JsonProcessingException e) {
            return List.of(failed(502, "a piece of the answer is not valid JSON", Optional.empty()));
        }
        Optional<ServerError> error = ChoiceReader.error(chunk).or(() -> ServerError.inAnswer(chunk));
        if (error.isPresent()) {
            ServerError told = error.get();
            String message = told.message().isBlank() ? "the server broke the answer off" : told.message();
            return List.of(failed(
                    told.status(200, false).orElse(500),
                    message,
                    told.words().stream().findFirst()));
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

    /** One of the pieces that a stream is made of. */
    static boolean isPiece(JsonNode json) {
        return json.path("object").asText().equals("chat.completion.chunk")
                || json.path("choices").path(0).path("delta").isObject();
    }

    private static void choice(JsonNode choice, List<ChatEvent> events) {
        int index = choice.path("index").asInt();
        JsonNode delta = choice.path("delta");
        for (String key : ChoiceReader.REASONING_KEYS) {
            if (!Values.words(delta, key).isEmpty()) {
                events.add(new ChatEvent.Reasoning(index, Values.words(delta, key)));
                break;
            }
        }
        List<ScoredToken> tokens = LogprobReader.tokens(choice).orElse(List.of());
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
        ChoiceReader.finish(choice).ifPresent(finish -> events.add(new ChatEvent.Finished(index, finish)));
    }

    private static ChatEvent failed(int status, String message, Optional<String> code) {
        Kind kind = switch (status) {
            case 401, 402, 403 -> Kind.UNAUTHENTICATED;
            case 404 -> Kind.NOT_FOUND;
            case 413 -> Kind.TOO_LARGE;
            case 429 -> Kind.RATE_LIMITED;
            case 503, 529 -> Kind.UNAVAILABLE;
            default -> status >= 500 ? Kind.FAULT : Kind.INVALID;
        };
        return new ChatEvent.Failed(
                new RequestRefusal(kind, status, message, Optional.empty(), code, Optional.empty()));
    }
}
