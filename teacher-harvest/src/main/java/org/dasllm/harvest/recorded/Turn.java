package org.dasllm.harvest.recorded;

import java.util.List;
import java.util.stream.Collectors;
import org.dasllm.format.io.CanonicalJson;
import org.dasllm.format.io.Json;
import org.dasllm.format.sample.Message;
import org.dasllm.format.task.ToolCall;
import org.jspecify.annotations.Nullable;

/**
 * A turn of a conversation, whoever's layout it had.
 *
 * @param role {@code system}, {@code user}, {@code assistant} or {@code tool}
 * @param content null where the file says null
 * @param calls of tools, which only an assistant makes
 * @param result which call a tool's turn answers; null where the layout goes by their order
 * @param learnt false where its {@code weight} is 0: nobody shall learn it
 */
record Turn(
        String role,
        @Nullable String content,
        List<Call> calls,
        @Nullable String result,
        boolean learnt) {
    static final String ASSISTANT = "assistant";
    static final String TOOL = "tool";

    /** @param id null where the layout has none */
    record Call(@Nullable String id, ToolCall call) {}

    Turn {
        calls = List.copyOf(calls);
    }

    static Turn of(String role, @Nullable String content) {
        return new Turn(role, content, List.of(), null, true);
    }

    boolean isAssistant() {
        return role.equals(ASSISTANT);
    }

    /** Whether it says nothing: no text and no call. */
    boolean isSilent() {
        return (content == null || content.isBlank()) && calls.isEmpty();
    }

    /** As a sample has it: calls as {@link org.dasllm.format.sample.ToolAnswer} reads them, with the words beside them. */
    Message message() {
        String words = content == null ? "" : content;
        if (calls.isEmpty()) {
            return new Message(role, words);
        }
        if (words.isBlank()) {
            return new Message(role, callText());
        }
        String spelled = calls.stream()
                .map(call -> "{\"name\":" + Json.line(call.call().name()) + ",\"arguments\":"
                        + CanonicalJson.of(call.call().arguments()) + "}")
                .collect(Collectors.joining(",", "\"tool_calls\":[", "]}"));
        return new Message(role, "{\"content\":" + Json.line(words) + "," + spelled);
    }

    /** The calls alone, in the spelling of a harvest's labels. */
    String callText() {
        return ToolCall.text(calls.stream().map(Call::call).toList());
    }
}
