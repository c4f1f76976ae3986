package org.dasllm.harvest.teacher;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.Json;
import org.dasllm.format.task.Task;
import org.dasllm.format.task.TaskKind;
import org.dasllm.harvest.config.TeacherConfig;
import org.dasllm.wire.chat.AnswerFormat;
import org.dasllm.wire.chat.Tool;
import org.dasllm.wire.chat.ToolChoice;

/**
 * What a teacher is held to beyond its prompt.
 *
 * @param format of the answer's text
 * @param tools that it may call
 * @param choice whether it must call one
 */
public record AnswerContract(AnswerFormat format, List<Tool> tools, ToolChoice choice) {
    /** Whatever the prompt brings. */
    public static final AnswerContract NONE =
            new AnswerContract(new AnswerFormat.Text(), List.of(), ToolChoice.Any.AUTO);

    /** What the schema is called, for vendors who want a name. */
    private static final String NAME = "answer";

    /** Of a tool whose arguments are not described. */
    private static final JsonNode ANY_OBJECT = Json.mapper().createObjectNode().put("type", "object");

    public AnswerContract {
        tools = List.copyOf(tools);
    }

    /**
     * What a task asks of a teacher: its tools, of which one must be called where its protocol can say so, or a schema where
     * {@code structured_output} is set. With
     * that, a call's arguments are held to their schema too.
     *
     * @throws DasllmException if the task has no schema to hold the teacher to, or one that the vendor's means cannot express, or if
     *     log-probabilities are asked for of calls, which no vendor tells, or calls of a vendor whose batches take no tools
     */
    public static AnswerContract of(TeacherConfig config, Optional<Task> task) {
        if (task.filter(answers -> answers.kind() == TaskKind.TOOL_CALL).isPresent()) {
            return calls(config, task.get().tools());
        }
        if (!config.structuredOutput()) {
            return NONE;
        }
        JsonNode schema = task.flatMap(Task::jsonSchema)
                .orElseThrow(() -> DasllmException.usage(
                        "structured_output is to hold the teacher '" + config.model()
                                + "' to a schema, and the task has none",
                        "Give task.fields or task.schema, or leave structured_output out"));
        JsonNode sent = StructuredSchema.of(schema, config);
        return new AnswerContract(
                new AnswerFormat.JsonSchema(NAME, Optional.empty(), Optional.of(sent), true),
                List.of(),
                ToolChoice.Any.AUTO);
    }

    private static AnswerContract calls(TeacherConfig config, List<org.dasllm.format.task.Tool> tools) {
        if (config.topLogprobs() > 0) {
            throw DasllmException.usage(
                    "top_logprobs cannot be had of '" + config.model()
                            + "' with task.kind tool_call: vendors tell log-probabilities of an answer's text, not of calls",
                    "Set top_logprobs to 0");
        }
        if (config.batch() != null && !config.protocol().toolsInBatches()) {
            throw DasllmException.usage(
                    "batch cannot be used with '" + config.model() + "' and task.kind tool_call: batches of "
                            + config.protocol().words() + " take no tools",
                    "Leave batch out to ask request by request, or ask another teacher");
        }
        List<Tool> callable = new ArrayList<>();
        for (org.dasllm.format.task.Tool tool : tools) {
            JsonNode parameters = tool.parameters().isEmpty() ? ANY_OBJECT : tool.parameters();
            callable.add(new Tool.Function(
                    tool.name(),
                    Optional.ofNullable(tool.description()),
                    Optional.of(config.structuredOutput() ? StructuredSchema.of(parameters, config) : parameters),
                    config.structuredOutput()));
        }
        ToolChoice choice = config.protocol().demandsCalls() ? ToolChoice.Any.REQUIRED : ToolChoice.Any.AUTO;
        return new AnswerContract(new AnswerFormat.Text(), callable, choice);
    }
}
