package org.dasllm.wire.gemini;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.dasllm.wire.chat.ChatEvent;
import org.dasllm.wire.chat.Part;
import org.dasllm.wire.chat.ScoredToken;
import org.dasllm.wire.chat.StreamReader;
import org.dasllm.wire.chat.Usage;
import org.dasllm.wire.gemini.ContentReader.CallNames;
import org.dasllm.wire.received.Envelope;
import org.dasllm.wire.received.StreamFailure;

/**
 * Reads pieces of one answer, each a response of its own with more parts. Counts of tokens are those so far; the last ones are reported at the
 * stream's end, which nothing but itself announces.
 */
final class EventReader implements StreamReader {
    /** How many calls each choice has made. */
    private final Map<Integer, Integer> calls = new HashMap<>();

    private Optional<CallNames> names = Optional.empty();
    private Optional<Usage> usage = Optional.empty();
    private final Set<Integer> open = new HashSet<>();
    private final Set<Integer> finished = new HashSet<>();
    private boolean failed;

    @Override
    public List<ChatEvent> read(String data) {
        JsonNode piece;
        try {
            piece = Envelope.read(data);
        } catch (JsonProcessingException e) {
            failed = true;
            return StreamFailure.unreadable();
        }
        if (piece.path("error").isObject()) {
            failed = true;
            return List.of(StreamFailure.of(StatusReader.error(piece)));
        }
        List<ChatEvent> events = new ArrayList<>();
        if (names.isEmpty()) {
            names = Optional.of(new CallNames(piece));
            events.add(new ChatEvent.Opened(ContentReader.head(piece)));
        }
        for (JsonNode candidate : piece.path("candidates")) {
            candidate(candidate, names.get(), events);
        }
        ContentReader.blocked(piece).ifPresent(blocked -> {
            finished.add(0);
            events.add(new ChatEvent.Finished(0, blocked));
        });
        usage = UsageReader.usage(piece).or(() -> usage);
        return events;
    }

    private void candidate(JsonNode candidate, CallNames given, List<ChatEvent> events) {
        int choice = candidate.path("index").asInt();
        open.add(choice);
        List<ScoredToken> tokens = ContentReader.tokens(candidate).orElse(List.of());
        for (Part part : ContentReader.parts(candidate.path("content").path("parts"), given)) {
            if (part instanceof Part.Reasoning thought) {
                events.add(new ChatEvent.Reasoning(choice, thought.text()));
                thought.signature()
                        .ifPresent(signature -> events.add(new ChatEvent.ReasoningSigned(choice, signature)));
            } else if (part instanceof Part.Text text) {
                if (!text.text().isEmpty() || !tokens.isEmpty()) {
                    events.add(new ChatEvent.Text(choice, text.text(), tokens));
                    tokens = List.of();
                }
                text.signature().ifPresent(signature -> events.add(new ChatEvent.TextSigned(choice, signature)));
            } else if (part instanceof Part.ToolCall call) {
                call(choice, call, events);
            }
        }
        ContentReader.finish(candidate, calls.containsKey(choice)).ifPresent(finish -> {
            finished.add(choice);
            events.add(new ChatEvent.Finished(choice, finish));
        });
    }

    /** A call comes whole. */
    private void call(int choice, Part.ToolCall call, List<ChatEvent> events) {
        int place = calls.merge(choice, 1, Integer::sum) - 1;
        events.add(new ChatEvent.ToolCallOpened(choice, place, call.id(), call.name()));
        events.add(new ChatEvent.ToolCallArguments(choice, place, call.arguments()));
        call.signature().ifPresent(signature -> events.add(new ChatEvent.ToolCallSigned(choice, place, signature)));
    }

    @Override
    public List<ChatEvent> end() {
        if (failed) {
            return List.of();
        }
        List<ChatEvent> events = new ArrayList<>();
        usage.ifPresent(counts -> events.add(new ChatEvent.Used(counts)));
        boolean whole = !finished.isEmpty() && finished.containsAll(open);
        events.addAll(whole ? List.of(new ChatEvent.Ended()) : StreamFailure.brokenOff());
        return events;
    }
}
