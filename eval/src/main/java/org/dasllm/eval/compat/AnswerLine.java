package org.dasllm.eval.compat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.List;
import java.util.Optional;
import org.dasllm.eval.tool.ToolCalls;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.Json;
import org.jspecify.annotations.Nullable;

/**
 * One recorded answer as a product sees it.
 *
 * @param id by which it is joined; empty where the line has none
 * @param text of the answer; null where there is none
 * @param finishReason why it ended; null where the line does not say
 * @param calls of tools, a list of {@code name} and {@code arguments}; empty where there are none
 */
public record AnswerLine(
        String id, @Nullable String text, @Nullable String finishReason, ArrayNode calls) {
    private static final List<String> IDS = List.of("id", "custom_id");
    private static final List<String> TEXTS = List.of("answer", "completion", "student", "text");

    /**
     * Reads a line: an answer of ours ({@code answer}, a sample's {@code completion}, a prediction's {@code student}), a response of
     * OpenAI's chat completions, or a line of a batch with such a response in {@code response.body}.
     *
     * @param where named in the message when it is none of these
     * @throws DasllmException if it is none of these
     */
    public static AnswerLine of(JsonNode line, String where) {
        String id = IDS.stream()
                .map(line::path)
                .filter(JsonNode::isTextual)
                .map(JsonNode::textValue)
                .findFirst()
                .orElse("");
        JsonNode body = line.path("response").path("body").isObject()
                ? line.path("response").path("body")
                : line.path("response").path("choices").isArray() ? line.path("response") : line;
        if (body.path("choices").isArray()) {
            JsonNode choice = body.path("choices").path(0);
            JsonNode message = choice.path("message");
            return new AnswerLine(id, text(message, "content"), text(choice, "finish_reason"), calls(message));
        }
        for (String name : TEXTS) {
            if (line.has(name)) {
                return answer(id, text(line, name), text(line, "finish_reason"), line);
            }
        }
        if (line.has("tool_calls")) {
            return new AnswerLine(id, null, text(line, "finish_reason"), calls(line));
        }
        throw DasllmException.input(
                where + " is no answer",
                "Give lines with \"answer\", samples with \"completion\", predictions, or responses of chat completions");
    }

    /** Where calls stand in the text, as labels keep them ({@code {"tool_calls": […]}}), they are read out of it. */
    private static AnswerLine answer(String id, @Nullable String text, @Nullable String finishReason, JsonNode line) {
        Optional<JsonNode> message =
                text == null ? Optional.empty() : Profile.parse(text).filter(JsonNode::isObject);
        Optional<ArrayNode> calls = message.map(AnswerLine::calls).filter(each -> !each.isEmpty());
        return calls.isPresent()
                ? new AnswerLine(id, text(message.orElseThrow(), "content"), finishReason, calls.get())
                : new AnswerLine(id, text, finishReason, calls(line));
    }

    private static @Nullable String text(JsonNode node, String name) {
        JsonNode value = node.path(name);
        return value.isTextual() ? value.textValue() : value.isContainerNode() ? value.toString() : null;
    }

    private static ArrayNode calls(JsonNode message) {
        Optional<ArrayNode> calls =
                message.path("tool_calls").isArray() ? ToolCalls.read(message.toString()) : Optional.empty();
        return calls.orElseGet(() -> Json.mapper().createArrayNode());
    }
}
