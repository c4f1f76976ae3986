package org.dasllm.harvest.label;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dasllm.format.io.Json;
import org.dasllm.format.task.ToolCall;
import org.dasllm.harvest.journal.JournalLine;
import org.dasllm.wire.chat.Finish;

/** The label of an answer that is to be calls of tools: all calls, in their order; words beside them are not kept. */
public final class CallLabel {
    private CallLabel() {}

    public static Label of(JournalLine.Answer answer) {
        Optional<String> ending = Ending.of(answer.finishReason()).fault().filter(fault -> !isCalled(answer));
        if (ending.isPresent()) {
            return Label.faulty(ending.get());
        }
        JsonNode message = answer.message();
        List<ToolCall> calls = new ArrayList<>();
        for (JsonNode call : message == null ? MissingNode.getInstance() : message.path("tool_calls")) {
            JsonNode function = call.path("function");
            Optional<JsonNode> arguments = object(function.path("arguments"));
            if (arguments.isEmpty()) {
                return Label.wrong(
                        function.path("name").asText() + "("
                                + function.path("arguments").asText() + ")",
                        "the arguments of the teacher's call are no JSON object");
            }
            calls.add(new ToolCall(function.path("name").asText(), arguments.get()));
        }
        return calls.isEmpty()
                ? Label.wrong(
                        answer.content() == null ? "" : answer.content(),
                        "the teacher answered in words instead of calling a tool")
                : new Label(ToolCall.text(calls), null, Optional.empty());
    }

    /** Where one tool is prescribed, OpenAI says {@code stop} of a call that is whole, too. */
    private static boolean isCalled(JournalLine.Answer answer) {
        String word = answer.finishReason();
        return word != null && Finish.ofWord(word).reason() == Finish.Reason.TOOL_CALLS;
    }

    /** Arguments are a text of JSON by OpenAI's description; some servers send the object itself. None are an empty object. */
    private static Optional<JsonNode> object(JsonNode arguments) {
        if (arguments.isObject()) {
            return Optional.of(arguments);
        }
        String text = arguments.asText();
        try {
            JsonNode read = text.isBlank()
                    ? Json.mapper().createObjectNode()
                    : Json.mapper().readTree(text);
            return Optional.of(read).filter(JsonNode::isObject);
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }
}
