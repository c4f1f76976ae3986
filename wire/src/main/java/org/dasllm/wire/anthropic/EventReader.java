package org.dasllm.wire.anthropic;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dasllm.format.io.Json;
import org.dasllm.wire.chat.ChatEvent;
import org.dasllm.wire.chat.StreamReader;
import org.dasllm.wire.received.Envelope;
import org.dasllm.wire.received.StreamFailure;
import org.dasllm.wire.received.Values;

/** Reads the events of one answer, by the type in their data, which is that of their {@code event:} line. */
final class EventReader implements StreamReader {
    /** The calls of tools by the place of their block, and whether any of their arguments have come. */
    private final Map<Integer, Call> calls = new HashMap<>();
    /** Counts of tokens come at the beginning, and again, as far as they have changed, at the end. */
    private final ObjectNode usage = Json.mapper().createObjectNode();

    private boolean over;

    private static final class Call {
        private final int place;
        private boolean begun;

        Call(int place) {
            this.place = place;
        }
    }

    @Override
    public List<ChatEvent> read(String data) {
        JsonNode event;
        try {
            event = Envelope.read(data);
        } catch (JsonProcessingException e) {
            over = true;
            return StreamFailure.unreadable();
        }
        return switch (event.path("type").asText()) {
            case "message_start" -> {
                count(event.path("message").path("usage"));
                yield List.of(new ChatEvent.Opened(ContentReader.head(event.path("message"))));
            }
            case "content_block_start" -> opened(event.path("index").asInt(), event.path("content_block"));
            case "content_block_delta" -> more(event.path("index").asInt(), event.path("delta"));
            case "content_block_stop" -> closed(event.path("index").asInt());
            case "message_delta" -> {
                count(event.path("usage"));
                List<ChatEvent> events = new ArrayList<>();
                String explanation = ContentReader.refusal(event.path("delta"));
                if (!explanation.isEmpty()) {
                    events.add(new ChatEvent.Refusal(0, explanation));
                }
                ContentReader.finish(event.path("delta"))
                        .ifPresent(finish -> events.add(new ChatEvent.Finished(0, finish)));
                events.add(new ChatEvent.Used(ContentReader.usage(usage)));
                yield events;
            }
            case "message_stop" -> {
                over = true;
                yield List.of(new ChatEvent.Ended());
            }
            case "ping" -> List.of(new ChatEvent.KeepAlive());
            case "error" -> {
                over = true;
                JsonNode error = event.path("error");
                yield List.of(failed(Values.words(error, "type"), Values.words(error, "message")));
            }
            default -> List.of();
        };
    }

    @Override
    public List<ChatEvent> end() {
        return over ? List.of() : StreamFailure.brokenOff();
    }

    private void count(JsonNode counts) {
        counts.properties().forEach(each -> {
            if (!each.getValue().isNull()) {
                usage.set(each.getKey(), each.getValue());
            }
        });
    }

    private List<ChatEvent> opened(int index, JsonNode block) {
        String type = block.path("type").asText();
        if (type.equals("tool_use")) {
            Call call = new Call(calls.size());
            calls.put(index, call);
            return List.of(new ChatEvent.ToolCallOpened(
                    0, call.place, Values.words(block, "id"), Values.words(block, "name")));
        }
        String text = Values.words(block, "text");
        return type.equals("text") && !text.isEmpty() ? List.of(new ChatEvent.Text(0, text, List.of())) : List.of();
    }

    private List<ChatEvent> more(int index, JsonNode delta) {
        return switch (delta.path("type").asText()) {
            case "text_delta" -> List.of(new ChatEvent.Text(0, Values.words(delta, "text"), List.of()));
            case "thinking_delta" -> List.of(new ChatEvent.Reasoning(0, Values.words(delta, "thinking")));
            case "signature_delta" -> List.of(new ChatEvent.ReasoningSigned(0, Values.words(delta, "signature")));
            case "input_json_delta" -> arguments(index, Values.words(delta, "partial_json"));
            default -> List.of();
        };
    }

    private List<ChatEvent> arguments(int index, String fragment) {
        Call call = calls.get(index);
        if (call == null || fragment.isEmpty()) {
            return List.of();
        }
        call.begun = true;
        return List.of(new ChatEvent.ToolCallArguments(0, call.place, fragment));
    }

    /** A tool without arguments is called without any piece of them. */
    private List<ChatEvent> closed(int index) {
        Call call = calls.get(index);
        return call == null || call.begun ? List.of() : arguments(index, "{}");
    }

    private static ChatEvent failed(String type, String message) {
        int status = switch (type) {
            case "invalid_request_error" -> 400;
            case "authentication_error" -> 401;
            case "billing_error" -> 402;
            case "permission_error" -> 403;
            case "not_found_error" -> 404;
            case "request_too_large" -> 413;
            case "rate_limit_error" -> 429;
            case "timeout_error" -> 504;
            case "overloaded_error" -> 529;
            default -> 500;
        };
        return StreamFailure.of(status, message, Optional.of(type).filter(word -> !word.isEmpty()));
    }
}
