package org.dasllm.model.chat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dasllm.format.sample.Message;

/**
 * What a chat template writes.
 *
 * @param tools what the assistant may call, each as OpenAI's chat completions have it: {@code {"type": "function", "function": {...}}}
 * @param thinking what a template's {@code enable_thinking} is: whether the prompt leaves room for thoughts before the answer, where the
 *     template has a choice; empty for the template's own default
 */
public record Conversation(List<Turn> turns, List<JsonNode> tools, Optional<Boolean> thinking) {
    public Conversation {
        turns = List.copyOf(turns);
        tools = List.copyOf(tools);
    }

    /** With the template's own default of thinking. */
    public Conversation(List<Turn> turns, List<JsonNode> tools) {
        this(turns, tools, Optional.empty());
    }

    /** Without tools. */
    public static Conversation of(List<Message> messages) {
        return new Conversation(messages.stream().map(Turn::of).toList(), List.of());
    }

    /** The same with that choice of thinking. */
    public Conversation withThinking(Optional<Boolean> other) {
        return new Conversation(turns, tools, other);
    }

    /** The first turns alone. */
    Conversation until(int turn) {
        return new Conversation(turns.subList(0, turn), tools, thinking);
    }

    Conversation and(Turn turn) {
        List<Turn> more = new ArrayList<>(turns);
        more.add(turn);
        return new Conversation(more, tools, thinking);
    }

    /** Whether anything in it is about tools. */
    boolean concernsTools() {
        return !tools.isEmpty()
                || turns.stream()
                        .anyMatch(turn -> turn.isResult() || !turn.calls().isEmpty());
    }
}
