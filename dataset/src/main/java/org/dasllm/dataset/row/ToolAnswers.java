package org.dasllm.dataset.row;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.CanonicalJson;
import org.dasllm.format.io.Json;
import org.dasllm.format.sample.ToolAnswer;
import org.dasllm.format.task.Task;
import org.dasllm.format.task.Tool;
import org.dasllm.schema.json.JsonSchema;
import org.dasllm.schema.json.Violation;
import org.dasllm.schema.task.TaskSchema;
import org.jspecify.annotations.Nullable;

/**
 * An answer calls the task's tools, each with arguments that keep to the tool's schema. Its label is which ones it calls.
 *
 * <p>It travels to executors as the task's text; the schemas are made ready there, once for each that arrives.
 */
final class ToolAnswers implements AnswerSchema {
    private static final long serialVersionUID = 1L;

    private final String task;
    private transient volatile @Nullable Map<String, JsonSchema> ready;

    /** @throws DasllmException if a tool's schema cannot be used */
    ToolAnswers(Task task) {
        TaskSchema.check(task);
        this.task = Json.line(task);
        this.ready = schemas(task);
    }

    @Override
    public AnswerOutcome judge(String answer) {
        Optional<ToolAnswer> read;
        try {
            read = ToolAnswer.of(answer);
        } catch (DasllmException broken) {
            return AnswerOutcome.refused(CheckAnswer.NOT_JSON, String.valueOf(broken.getMessage()));
        }
        if (read.isEmpty()) {
            return AnswerOutcome.refused(CheckAnswer.NOT_JSON, Excerpt.of(answer) + " calls no tool");
        }
        TreeSet<String> names = new TreeSet<>();
        for (ToolAnswer.Call call : read.get().calls()) {
            JsonSchema schema = schemas().get(call.name());
            if (schema == null) {
                return AnswerOutcome.refused(
                        CheckAnswer.UNKNOWN_VALUE, Excerpt.of(call.name()) + " is not among the task's tools");
            }
            List<Violation> violations = schema.violations(call.arguments());
            if (!violations.isEmpty()) {
                return SchemaRejection.of(call.arguments(), violations);
            }
            names.add(call.name());
        }
        return AnswerOutcome.allowed(canonical(read.get()), Map.of("tool", String.join("+", names)));
    }

    private static String canonical(ToolAnswer answer) {
        ObjectNode node = Json.mapper().createObjectNode();
        if (!answer.content().isBlank()) {
            node.put("content", answer.content().strip());
        }
        ArrayNode calls = node.putArray("tool_calls");
        for (ToolAnswer.Call call : answer.calls()) {
            calls.addObject().put("name", call.name()).set("arguments", call.arguments());
        }
        return CanonicalJson.of(node);
    }

    private Map<String, JsonSchema> schemas() {
        Map<String, JsonSchema> schemas = ready;
        if (schemas == null) {
            schemas = schemas(Json.parse(task, Task.class, "the task"));
            ready = schemas;
        }
        return schemas;
    }

    private static Map<String, JsonSchema> schemas(Task task) {
        Map<String, JsonSchema> schemas = new HashMap<>();
        for (Tool tool : task.tools()) {
            JsonNode parameters = tool.parameters();
            schemas.put(tool.name(), JsonSchema.compile(parameters));
        }
        return schemas;
    }
}
