package org.dasllm.fake.exchange;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;

/**
 * A request, whatever protocol it came in.
 *
 * @param turns of the conversation in their order, system text first
 * @param schema that the answer is held to
 * @param mustCall whether a tool must be called
 * @param maxTokens the most tokens of the answer; 0 where nothing is said
 * @param alternatives how many of the likeliest tokens are asked for; 0 for no log-probabilities
 * @param streamed whether the answer is wanted piece by piece
 */
public record Asked(
        String model,
        List<Turn> turns,
        Optional<JsonNode> schema,
        List<Tool> tools,
        boolean mustCall,
        long maxTokens,
        int alternatives,
        boolean streamed) {

    /** One turn. The role is {@code system}, {@code user}, {@code assistant} or {@code tool}. */
    public record Turn(String role, String text) {}

    /** What may be called. */
    public record Tool(String name, JsonNode parameters) {}

    public Asked {
        turns = List.copyOf(turns);
        tools = List.copyOf(tools);
    }

    /** What was said last. */
    public String lastText() {
        return turns.isEmpty() ? "" : turns.get(turns.size() - 1).text();
    }
}
