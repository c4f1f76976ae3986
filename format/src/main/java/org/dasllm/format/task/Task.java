package org.dasllm.format.task;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.dasllm.format.config.ConfigBinder;
import org.dasllm.format.config.ConfigJson;
import org.dasllm.format.config.ConfigSource;
import org.dasllm.format.config.Default;
import org.dasllm.format.config.Existing;
import org.dasllm.format.config.ExistingPaths;
import org.dasllm.format.config.Problems;
import org.dasllm.format.error.DasllmException;
import org.jspecify.annotations.Nullable;

/**
 * What an answer is. Curation keeps answers by it, the evaluation takes its metrics from it, the bundle carries it. It is
 * written everywhere as in a configuration, with the same keys.
 *
 * @param kind what kind of thing an answer is
 * @param labels for {@code kind: label}: an answer is one of these and nothing else; where none is given, it is any one line of text
 * @param fields for {@code kind: json}: the fields of the answer, an object with all of them and no others. A field is a list of its
 *     values, a type ({@code string}, {@code number}, {@code integer}, {@code boolean}, {@code date}), fields of its own, or
 *     {@code {list_of: ...}}
 * @param schema for {@code kind: json}, instead of fields: a JSON Schema. Without fields and schema an answer is any JSON object or
 *     list
 * @param schemaFile for {@code kind: json}, instead of fields: a file with a JSON Schema
 * @param tools for {@code kind: tool_call}: what may be called. A teacher is sent them and must call one; its calls are the labels, and
 *     with {@code structured_output} their arguments are held to the schema. Curation keeps answers that call them with arguments by
 *     their schemas, the evaluation judges calls by them, and they are carried to the bundle
 */
public record Task(
        TaskKind kind,
        @Default("[]") List<String> labels,
        @Nullable JsonNode fields,
        @Nullable JsonNode schema,
        @Existing @Nullable Path schemaFile,
        @Default("[]") List<Tool> tools) {

    public Task {
        labels = List.copyOf(labels);
        tools = List.copyOf(tools);
        fields = fields == null ? null : ExactNumbers.of(fields);
        schema = schema == null ? null : ExactNumbers.of(schema);
        TaskRules.check(kind, labels, fields, schema, schemaFile, tools);
    }

    /** One of these labels, or any label where there is none. */
    public static Task ofLabels(List<String> labels) {
        return new Task(TaskKind.LABEL, labels, null, null, null, List.of());
    }

    /** Any JSON object or list. */
    public static Task ofAnyJson() {
        return new Task(TaskKind.JSON, List.of(), null, null, null, List.of());
    }

    /** JSON by a JSON Schema. */
    public static Task ofSchema(JsonNode schema) {
        return new Task(TaskKind.JSON, List.of(), null, schema, null, List.of());
    }

    /**
     * A JSON object with exactly these fields, each with one of its values: a string, a number or a truth value that is
     * written like it.
     */
    public static Task ofListedValues(Map<String, List<String>> fields) {
        return ofSchema(ListedValues.schema(fields));
    }

    /** Any text. */
    public static Task ofText() {
        return new Task(TaskKind.TEXT, List.of(), null, null, null, List.of());
    }

    /** Reads what {@link #declaration} wrote. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static Task read(JsonNode declaration) {
        return ConfigBinder.bind(
                new ConfigSource(declaration, "the task", Map.of()),
                Task.class,
                new Problems(),
                ExistingPaths.NOT_LOOKED_FOR);
    }

    /** With the keys of a configuration. */
    @JsonValue
    ObjectNode declaration() {
        return ConfigJson.of(this);
    }

    /** Whether a text can be a label: one line, not blank, no space around it. */
    public static boolean isLabel(String text) {
        return !text.isBlank() && text.equals(text.strip()) && text.lines().count() == 1;
    }

    /**
     * The JSON Schema of the answers; empty for any JSON, and for a task that is not JSON.
     *
     * @throws DasllmException if it is in a file that cannot be read
     */
    public Optional<JsonNode> jsonSchema() {
        if (fields != null) {
            return Optional.of(FieldsSchema.of(fields, "fields"));
        }
        return schemaFile == null ? Optional.ofNullable(schema) : Optional.of(SchemaFile.read(schemaFile));
    }

    /**
     * The same task without short forms and files: fields as the JSON Schema that they stand for, a file as what is in it.
     *
     * @throws DasllmException if the file cannot be read
     */
    public Task longForm() {
        return new Task(kind, labels, null, jsonSchema().orElse(null), null, tools);
    }

    /** Whether all of it is here: its schema is in no file, or the file is there. */
    public boolean readable() {
        return schemaFile == null || Files.exists(schemaFile);
    }

    /** What the schema says of the fields at the top of an answer; nothing where there is no schema. */
    public AnswerFields answerFields() {
        return jsonSchema().map(AnswerFields::of).orElse(AnswerFields.UNKNOWN);
    }

    /** Whether another task allows the same labels, or the same fields with the same values as they are written. */
    public boolean allowsTheSame(Task other) {
        if (kind != other.kind) {
            return false;
        }
        Optional<Map<String, Set<String>>> listed = ListedValues.of(answerFields());
        return equals(other)
                || (kind == TaskKind.LABEL && new HashSet<>(labels).equals(new HashSet<>(other.labels)))
                || (listed.isPresent() && listed.equals(ListedValues.of(other.answerFields())));
    }

    /** Such as {@code one of 3 labels}, for reports. */
    public String inWords() {
        return switch (kind) {
            case LABEL -> labels.isEmpty() ? "a label, one line of text" : "one of " + labels.size() + " labels";
            case JSON -> json();
            case TEXT -> "text";
            case TOOL_CALL ->
                "a call of "
                        + String.join(" or ", tools.stream().map(Tool::name).toList());
        };
    }

    private String json() {
        List<String> names = answerFields().names();
        if (names.isEmpty()) {
            return jsonSchema().isPresent() ? "JSON by a schema" : "JSON";
        }
        return "JSON with the field" + (names.size() == 1 ? " " : "s ") + String.join(", ", names);
    }
}
