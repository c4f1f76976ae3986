package org.dasllm.format.task;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.dasllm.format.config.Faults;
import org.dasllm.format.config.Keys;
import org.jspecify.annotations.Nullable;

/** Which keys a task of a kind can have, and what can stand in them. */
final class TaskRules {
    private TaskRules() {}

    static void check(
            TaskKind kind,
            List<String> labels,
            @Nullable JsonNode fields,
            @Nullable JsonNode schema,
            @Nullable Path schemaFile,
            List<Tool> tools) {
        Faults faults = new Faults();
        onlyFor(TaskKind.LABEL, kind, "labels", !labels.isEmpty(), faults);
        onlyFor(TaskKind.JSON, kind, "fields", fields != null, faults);
        onlyFor(TaskKind.JSON, kind, "schema", schema != null, faults);
        onlyFor(TaskKind.JSON, kind, "schema_file", schemaFile != null, faults);
        onlyFor(TaskKind.TOOL_CALL, kind, "tools", !tools.isEmpty(), faults);
        long forms =
                Stream.of(fields, schema, schemaFile).filter(Objects::nonNull).count();
        faults.unless(!tools.isEmpty() || kind != TaskKind.TOOL_CALL, "tools", "names no tool that could be called")
                .unless(forms <= 1, "of fields, schema and schema_file only one can say what the answer is")
                .unless(
                        schema == null || schema.isObject() || schema.isBoolean(),
                        "schema",
                        "is a JSON Schema, keys and values; for a file write schema_file");
        Set<String> seen = new HashSet<>();
        for (String label : labels) {
            faults.unless(
                            Task.isLabel(label),
                            "labels",
                            "has '" + label + "', which is no line of text without space around it")
                    .unless(seen.add(label), "labels", "has '" + label + "' twice");
        }
        Set<String> names = new HashSet<>();
        tools.forEach(tool -> faults.unless(names.add(tool.name()), "tools", "has '" + tool.name() + "' twice"));
        if (fields != null) {
            faults.unlessRefused(() -> FieldsSchema.of(fields, "fields"));
        }
        faults.refuse();
    }

    private static void onlyFor(TaskKind owner, TaskKind kind, String key, boolean given, Faults faults) {
        faults.unless(
                !given || kind == owner,
                key,
                "is for a task of kind " + Keys.of(owner) + ", and this task is " + Keys.of(kind));
    }
}
