package org.dasllm.model.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.Json;
import org.dasllm.format.sample.Message;
import org.dasllm.format.sample.Sample;
import org.dasllm.format.sample.ToolAnswer;

/** Samples with tools as conversations, with calls and results where their texts hold them. */
public final class SampleTurns {
    private SampleTurns() {}

    /**
     * The conversation up to the answer.
     *
     * @throws DasllmException if a result has no call before it, or calls cannot be read
     */
    public static Conversation prompt(Sample sample) {
        List<Turn> turns = new ArrayList<>();
        Deque<String> open = new ArrayDeque<>();
        int[] calls = {0};
        for (Message message : sample.prompt()) {
            if (message.role().equals("tool")) {
                String call = open.poll();
                if (call == null) {
                    throw DasllmException.input(
                            "The sample '" + sample.id() + "' has a message of the role 'tool' with no call before it",
                            "Write the assistant's message with its tool_calls before it");
                }
                turns.add(Turn.result(call, message.content()));
            } else if (message.fromAssistant()) {
                open.clear();
                Turn turn = assistant(sample, message.content(), calls);
                turn.calls().forEach(call -> open.add(call.id()));
                turns.add(turn);
            } else {
                turns.add(Turn.of(message));
            }
        }
        return new Conversation(turns, tools(sample));
    }

    /**
     * The answer, with the calls that it makes.
     *
     * @throws DasllmException if they cannot be read
     */
    public static Turn answer(Sample sample, String completion) {
        int before = (int) sample.prompt().stream()
                .filter(message -> message.fromAssistant())
                .mapToLong(message -> calls(sample, message.content()))
                .sum();
        return assistant(sample, completion, new int[] {before});
    }

    private static long calls(Sample sample, String content) {
        return read(sample, content).map(answer -> answer.calls().size()).orElse(0);
    }

    private static Turn assistant(Sample sample, String content, int[] made) {
        Optional<ToolAnswer> answer = read(sample, content);
        if (answer.isEmpty()) {
            return Turn.of(Message.assistant(content));
        }
        List<Turn.Call> calls = new ArrayList<>();
        for (ToolAnswer.Call call : answer.get().calls()) {
            // Nine letters and digits, which every template takes.
            calls.add(new Turn.Call(String.format("call%05d", ++made[0]), call.name(), call.arguments()));
        }
        return Turn.calling(answer.get().content(), calls);
    }

    private static Optional<ToolAnswer> read(Sample sample, String content) {
        try {
            return ToolAnswer.of(content);
        } catch (DasllmException broken) {
            throw broken.at("The sample '" + sample.id() + "'");
        }
    }

    /** As chat completions have them, which is what templates are written for. */
    private static List<JsonNode> tools(Sample sample) {
        List<JsonNode> tools = new ArrayList<>();
        for (JsonNode tool : Json.parse(String.valueOf(sample.tools()), JsonNode.class, "the sample's tools")) {
            if (tool.path("function").isObject()) {
                tools.add(tool);
                continue;
            }
            ObjectNode shell = Json.mapper().createObjectNode().put("type", "function");
            ObjectNode function = shell.putObject("function");
            function.put("name", tool.path("name").asText());
            function.put("description", tool.path("description").asText(""));
            JsonNode parameters = tool.path("parameters");
            function.set(
                    "parameters",
                    parameters.isObject()
                            ? parameters
                            : Json.mapper().createObjectNode().put("type", "object"));
            tools.add(shell);
        }
        return tools;
    }
}
