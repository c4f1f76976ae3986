package org.dasllm.wire.ollama;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.dasllm.wire.chat.ChatEvent;
import org.dasllm.wire.chat.Part;
import org.dasllm.wire.chat.ScoredToken;
import org.dasllm.wire.chat.StreamReader;
import org.dasllm.wire.received.Envelope;
import org.dasllm.wire.received.ServerError;
import org.dasllm.wire.received.StreamFailure;

/** Reads the lines of one answer, each a JSON object; the last says that it is. */
final class LineReader implements StreamReader {
    private final AnswerContent content = new AnswerContent();
    private boolean opened;
    private boolean over;

    /** @param data of one line */
    @Override
    public List<ChatEvent> read(String data) {
        JsonNode line;
        try {
            line = Envelope.read(data);
        } catch (JsonProcessingException e) {
            over = true;
            return StreamFailure.unreadable();
        }
        if (ServerError.tells(line.path("error"))) {
            over = true;
            return List.of(StreamFailure.of(ServerError.of(line)));
        }
        List<ChatEvent> events = new ArrayList<>();
        if (!opened) {
            opened = true;
            events.add(new ChatEvent.Opened(AnswerContent.head(line)));
        }
        said(line, events);
        if (line.path("done").asBoolean()) {
            over = true;
            content.finish(line).ifPresent(finish -> events.add(new ChatEvent.Finished(0, finish)));
            AnswerContent.usage(line).ifPresent(usage -> events.add(new ChatEvent.Used(usage)));
            events.add(new ChatEvent.Ended());
        }
        return events;
    }

    private void said(JsonNode line, List<ChatEvent> events) {
        List<ScoredToken> tokens = AnswerContent.tokens(line).orElse(List.of());
        int call = content.calls();
        for (Part part : content.parts(line.path("message"))) {
            if (part instanceof Part.Reasoning thought) {
                events.add(new ChatEvent.Reasoning(0, thought.text()));
            } else if (part instanceof Part.Text text) {
                events.add(new ChatEvent.Text(0, text.text(), tokens));
                tokens = List.of();
            } else if (part instanceof Part.ToolCall called) {
                events.add(new ChatEvent.ToolCallOpened(0, call, called.id(), called.name()));
                events.add(new ChatEvent.ToolCallArguments(0, call, called.arguments()));
                call++;
            }
        }
        if (!tokens.isEmpty()) {
            events.add(new ChatEvent.Text(0, "", tokens));
        }
    }

    @Override
    public List<ChatEvent> end() {
        return over ? List.of() : StreamFailure.brokenOff();
    }
}
