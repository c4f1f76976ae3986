package org.dasllm.harvest.teacher;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import org.dasllm.format.error.DasllmException;
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

    public AnswerContract {
        tools = List.copyOf(tools);
    }

    /**
     * What a task asks of a teacher: a schema where {@code structured_output} is set.
     *
     * @throws DasllmException if answers are calls of tools, or the task has no schema to hold the teacher to, or one that the vendor's
     *     means cannot express
     */
    public static AnswerContract of(TeacherConfig config, Optional<Task> task) {
        if (task.filter(answers -> answers.kind() == TaskKind.TOOL_CALL).isPresent()) {
            throw DasllmException.usage(
                    "task.kind is tool_call, and calls of tools cannot become labels yet",
                    "Declare kind json with the call's name and arguments as fields");
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
}
