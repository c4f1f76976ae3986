package org.dasllm.model.chat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.dasllm.format.sample.Message;

/**
 * What a chat template writes.
 *
 * @param tools what the assistant may call, each as OpenAI's chat completions have it: {@code {"type": "function", "function": {...}}}
 */
public record Conversation(List<Turn> turns, List<JsonNode> tools) {
    public Conversation {
        turns = List.copyOf(turns);
        tools = List.copyOf(tools);
    }

    /** Without tools. */
    public static Conversation of(List<Message> messages) {
        return new Conversation(messages.stream().map(Turn::of).toList(), List.of());
    }

    /** The first turns alone. */
    Conversation until(int turn) {
        return new Conversation(turns.subList(0, turn), tools);
    }

    Conversation and(Turn turn) {
        List<Turn> more = new ArrayList<>(turns);
        more.add(turn);
        return new Conversation(more, tools);
    }

    /** Whether anything in it is about tools. */
    boolean concernsTools() {
        return !tools.isEmpty()
                || turns.stream()
                        .anyMatch(turn -> turn.isResult() || !turn.calls().isEmpty());
    }
}
