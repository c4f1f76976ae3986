package org.dasllm.model.chat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.dasllm.format.sample.Message;

/**
 * One turn of a conversation as templates take it.
 *
 * @param role {@code system}, {@code user}, {@code assistant}, or {@code tool} for what came of a call
 * @param content the text; empty where an assistant only calls
 * @param calls what an assistant calls
 * @param callId of a tool's turn: the call that it answers; empty elsewhere
 */
public record Turn(String role, String content, List<Call> calls, String callId) {

    /**
     * A call of a tool.
     *
     * @param id names the call, for its result
     * @param arguments a JSON object
     */
    public record Call(String id, String name, JsonNode arguments) {}

    public Turn {
        calls = List.copyOf(calls);
    }

    /** Without calls. */
    public static Turn of(Message message) {
        return of(message.role(), message.content());
    }

    static Turn of(String role, String content) {
        return new Turn(role, content, List.of(), "");
    }

    /** An assistant's turn. */
    public static Turn calling(String content, List<Call> calls) {
        return new Turn("assistant", content, calls, "");
    }

    /** What came of a call. */
    public static Turn result(String callId, String content) {
        return new Turn("tool", content, List.of(), callId);
    }

    Turn withContent(String other) {
        return new Turn(role, other, calls, callId);
    }

    boolean isResult() {
        return role.equals("tool");
    }
}
