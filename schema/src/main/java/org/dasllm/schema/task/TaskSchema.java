package org.dasllm.schema.task;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Optional;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.error.ExitCode;
import org.dasllm.format.task.Task;
import org.dasllm.format.task.Tool;
import org.dasllm.schema.json.JsonSchema;

/** The validator of a task's answers. */
public final class TaskSchema {
    private TaskSchema() {}

    /**
     * The task's JSON Schema, ready to check answers; empty where any JSON is an answer, or the task is not JSON.
     *
     * @throws DasllmException with exit code USAGE if the schema cannot be read or used, naming the key that gave it
     */
    public static Optional<JsonSchema> of(Task task) {
        Path file = task.schemaFile();
        String key = task.fields() != null ? "fields" : file == null ? "schema" : "schema_file " + file;
        return task.jsonSchema().map(schema -> compile(schema, key));
    }

    /**
     * Refuses a task with a schema that cannot be used.
     *
     * @throws DasllmException with exit code USAGE, naming the key that gave it
     */
    public static void check(Task task) {
        of(task);
        for (Tool tool : task.tools()) {
            compile(tool.parameters(), "parameters of the tool '" + tool.name() + "'");
        }
    }

    private static JsonSchema compile(JsonNode schema, String key) {
        try {
            return JsonSchema.compile(schema);
        } catch (DasllmException refused) {
            throw refused.at("task, " + key).withExitCode(ExitCode.USAGE);
        }
    }
}
