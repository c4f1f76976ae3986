package org.dasllm.cli.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.dasllm.format.task.Task;
import org.dasllm.format.task.TaskKind;
import org.dasllm.format.task.Tool;
import org.dasllm.schema.json.JsonSchema;
import org.dasllm.schema.task.TaskSchema;

/** Which values in JSON are answers of a task. */
final class AcceptedAnswers {
    private AcceptedAnswers() {}

    /** Of a task of tool calls: whether one call, with {@code name} and {@code arguments}, is one of its tools'. */
    static Predicate<JsonNode> of(Task task) {
        if (task.kind() != TaskKind.TOOL_CALL) {
            return TaskSchema.of(task)
                    .<Predicate<JsonNode>>map(schema -> schema::isValid)
                    .orElse(json -> true);
        }
        Map<String, JsonSchema> tools = new HashMap<>();
        for (Tool tool : task.tools()) {
            tools.put(tool.name(), JsonSchema.compile(tool.parameters()));
        }
        return call -> {
            JsonSchema arguments = tools.get(call.path("name").asText());
            return arguments != null && arguments.isValid(call.path("arguments"));
        };
    }
}
