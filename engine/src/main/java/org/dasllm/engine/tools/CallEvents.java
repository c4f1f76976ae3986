package org.dasllm.engine.tools;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.dasllm.wire.chat.ChatEvent;
import org.dasllm.wire.chat.ScoredToken;

/** Says in the protocols' neutral form what comes of one answer that may call tools. A whole answer is made of the same events. */
public final class CallEvents implements AnswerEvents {
    private final int choice;
    private final SpelledMarkers markers;
    private final CallReader reader;
    private final Supplier<String> newId;
    private final List<ScoredToken> waiting = new ArrayList<>();
    private int calls;

    CallEvents(int choice, SpelledMarkers markers, CallReader reader, Supplier<String> newId) {
        this.choice = choice;
        this.markers = markers;
        this.reader = reader;
        this.newId = newId;
    }

    @Override
    public List<ChatEvent> more(String text, List<ScoredToken> tokens) {
        waiting.addAll(tokens);
        Gathered gathered = new Gathered();
        reader.read(markers.read(text), gathered);
        return gathered.events;
    }

    @Override
    public List<ChatEvent> end() {
        Gathered gathered = new Gathered();
        reader.read(markers.end(), gathered);
        reader.end(gathered);
        if (calls == 0 && !waiting.isEmpty()) {
            gathered.text("");
        }
        return gathered.events;
    }

    @Override
    public boolean called() {
        return calls > 0;
    }

    /** Tokens of the text are told with it; those of calls are not, as the protocols have no place for them. */
    private final class Gathered implements CallSink {
        private final List<ChatEvent> events = new ArrayList<>();

        @Override
        public void text(String text) {
            events.add(new ChatEvent.Text(choice, text, waiting));
            waiting.clear();
        }

        @Override
        public void open(String name) {
            waiting.clear();
            events.add(new ChatEvent.ToolCallOpened(choice, calls++, newId.get(), name));
        }

        @Override
        public void arguments(String fragment) {
            waiting.clear();
            events.add(new ChatEvent.ToolCallArguments(choice, calls - 1, fragment));
        }
    }
}
