package org.dasllm.wire.responses;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dasllm.wire.chat.ChatEvent;
import org.dasllm.wire.chat.Part;
import org.dasllm.wire.chat.StreamReader;
import org.dasllm.wire.received.Envelope;
import org.dasllm.wire.received.LogprobReader;
import org.dasllm.wire.received.StreamFailure;
import org.dasllm.wire.received.Values;

/** Reads the events of one answer, by the type in their data, which is that of their {@code event:} line. */
final class EventReader implements StreamReader {
    /** Between two texts of one item of thoughts. */
    private static final String PARAGRAPH = "\n\n";

    /** The calls' places among all calls, by those among all items. */
    private final Map<Integer, Integer> calls = new HashMap<>();
    /** The calls of whose arguments something has come. */
    private final Set<Integer> begun = new HashSet<>();
    /** The items that accompany the model's work. */
    private final Set<Integer> commentary = new HashSet<>();

    private boolean opened;
    private boolean over;

    @Override
    public List<ChatEvent> read(String data) {
        JsonNode event;
        try {
            event = Envelope.read(data);
        } catch (JsonProcessingException e) {
            return failed(StreamFailure.unreadable());
        }
        int item = event.path("output_index").asInt();
        return switch (Values.words(event, "type")) {
            case "response.created", "response.in_progress", "response.queued" -> opened(event.path("response"));
            case "response.output_item.added" -> added(item, event.path("item"));
            case "response.output_item.done" -> done(item, event.path("item"));
            case "response.output_text.delta" -> text(item, event);
            case "response.refusal.delta" -> List.of(new ChatEvent.Refusal(0, Values.words(event, "delta")));
            case "response.reasoning_summary_part.added" ->
                event.path("summary_index").asInt() > 0 ? List.of(new ChatEvent.Reasoning(0, PARAGRAPH)) : List.of();
            case "response.reasoning_summary_text.delta", "response.reasoning_text.delta" ->
                List.of(new ChatEvent.Reasoning(0, Values.words(event, "delta")));
            case "response.function_call_arguments.delta" -> arguments(item, Values.words(event, "delta"));
            case "response.completed", "response.incomplete" -> ended(event.path("response"));
            case "response.failed" ->
                failed(List.of(StreamFailure.of(
                        OutputReader.error(event.path("response").path("error")))));
            case "error" ->
                failed(List.of(StreamFailure.of(
                        OutputReader.error(event.path("error").isObject() ? event.path("error") : event))));
            default -> List.of();
        };
    }

    private List<ChatEvent> opened(JsonNode response) {
        if (opened) {
            return List.of();
        }
        opened = true;
        return List.of(new ChatEvent.Opened(OutputReader.head(response)));
    }

    private List<ChatEvent> added(int place, JsonNode item) {
        if (OutputReader.isCommentary(item)) {
            commentary.add(place);
        }
        if (!Values.words(item, "type").equals("function_call")) {
            return List.of();
        }
        int call = calls.size();
        calls.put(place, call);
        return List.of(
                new ChatEvent.ToolCallOpened(0, call, Values.words(item, "call_id"), Values.words(item, "name")));
    }

    private List<ChatEvent> text(int item, JsonNode event) {
        return commentary.contains(item)
                ? List.of()
                : List.of(new ChatEvent.Text(
                        0,
                        Values.words(event, "delta"),
                        LogprobReader.tokens(event.path("logprobs")).orElse(List.of())));
    }

    private List<ChatEvent> arguments(int item, String fragment) {
        Integer call = calls.get(item);
        if (call == null || fragment.isEmpty()) {
            return List.of();
        }
        begun.add(item);
        return List.of(new ChatEvent.ToolCallArguments(0, call, fragment));
    }

    /** What is encrypted is whole only here. Some servers tell arguments only here. */
    private List<ChatEvent> done(int place, JsonNode item) {
        if (calls.containsKey(place) && !begun.contains(place)) {
            return arguments(place, Values.words(item, "arguments"));
        }
        return Values.words(item, "type").equals("reasoning")
                ? OutputReader.encrypted(item)
                        .map(text -> List.<ChatEvent>of(
                                new ChatEvent.ReasoningSigned(0, Values.text(item.path("id")), text)))
                        .orElse(List.of())
                : List.of();
    }

    private List<ChatEvent> ended(JsonNode response) {
        over = true;
        List<Part> parts = OutputReader.parts(response.path("output"));
        List<ChatEvent> events = new ArrayList<>();
        OutputReader.finish(response, parts).ifPresent(finish -> events.add(new ChatEvent.Finished(0, finish)));
        OutputReader.usage(response).ifPresent(usage -> events.add(new ChatEvent.Used(usage)));
        events.add(new ChatEvent.Ended());
        return events;
    }

    private List<ChatEvent> failed(List<ChatEvent> failure) {
        over = true;
        return failure;
    }

    @Override
    public List<ChatEvent> end() {
        return over ? List.of() : StreamFailure.brokenOff();
    }
}
