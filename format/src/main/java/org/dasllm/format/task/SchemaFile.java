package org.dasllm.format.task;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.error.ExitCode;
import org.dasllm.format.io.Json;
import org.dasllm.format.io.Place;

/** A file that holds a JSON Schema and nothing else. */
final class SchemaFile {
    private static final long MOST_BYTES = 4 << 20;

    private SchemaFile() {}

    static JsonNode read(Path file) {
        if (!Files.exists(file)) {
            throw DasllmException.usage(
                    "task.schema_file: there is no " + Place.of(file), "Name a file with a JSON Schema");
        }
        if (file.toFile().length() > MOST_BYTES) {
            throw DasllmException.usage(
                    "task.schema_file: " + file + " is larger than a JSON Schema can be", "Name a smaller one");
        }
        JsonNode schema;
        try {
            schema = Json.readTree(file);
        } catch (DasllmException unreadable) {
            throw unreadable.at("task.schema_file").withExitCode(ExitCode.USAGE);
        }
        if (!schema.isObject() && !schema.isBoolean()) {
            throw DasllmException.usage(
                    "task.schema_file: " + file + " holds no JSON Schema, which is keys and values between braces",
                    "Name a file with one");
        }
        return schema;
    }
}
