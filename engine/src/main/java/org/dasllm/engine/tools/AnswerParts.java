package org.dasllm.engine.tools;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dasllm.wire.chat.ChatEvent;
import org.dasllm.wire.chat.Part;
import org.dasllm.wire.chat.ScoredToken;

/** Puts a whole answer together from its events. */
public final class AnswerParts {
    private final StringBuilder text = new StringBuilder();
    private final List<ScoredToken> tokens = new ArrayList<>();
    private final List<ChatEvent.ToolCallOpened> calls = new ArrayList<>();
    private final List<StringBuilder> arguments = new ArrayList<>();

    public void take(ChatEvent event) {
        if (event instanceof ChatEvent.Text more) {
            text.append(more.text());
            tokens.addAll(more.tokens());
        } else if (event instanceof ChatEvent.ToolCallOpened call) {
            calls.add(call);
            arguments.add(new StringBuilder());
        } else if (event instanceof ChatEvent.ToolCallArguments more) {
            arguments.get(more.call()).append(more.fragment());
        }
    }

    /** Text and calls; no text part where there are calls alone. */
    public List<Part> parts() {
        List<Part> parts = new ArrayList<>();
        if (calls.isEmpty() || !text.isEmpty()) {
            parts.add(new Part.Text(text.toString()));
        }
        for (int i = 0; i < calls.size(); i++) {
            ChatEvent.ToolCallOpened call = calls.get(i);
            parts.add(new Part.ToolCall(call.id(), call.name(), arguments.get(i).toString(), Optional.empty()));
        }
        return parts;
    }

    public List<ScoredToken> tokens() {
        return List.copyOf(tokens);
    }
}
