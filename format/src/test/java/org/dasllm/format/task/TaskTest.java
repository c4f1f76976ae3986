package org.dasllm.format.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.dasllm.format.config.ConfigBinder;
import org.dasllm.format.config.ConfigJson;
import org.dasllm.format.config.ConfigSource;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.error.ExitCode;
import org.dasllm.format.io.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TaskTest {
    private static final String SCHEMA = """
            {"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object",
             "properties": {"intent": {"enum": ["a", "b"]}, "count": {"type": "integer"}},
             "required": ["intent", "count"], "additionalProperties": false}""";

    private static final String FIELDS =
            "{\"kind\": \"json\", \"fields\": {\"intent\": [\"a\", \"b\"], \"count\": \"integer\"}}";

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path dir;

    private static Task bind(String json) {
        return ConfigBinder.bind(ConfigSource.json(json, "run.json"), Task.class);
    }

    @Test
    void everyKeyAndItsDefaultIsThis() {
        assertThat(Json.line(ConfigJson.of(bind("{\"kind\": \"text\"}"))))
                .isEqualTo("{\"kind\":\"text\",\"labels\":[],\"tools\":[]}");
        assertThatThrownBy(() -> bind("{}")).hasMessageContaining("missing key 'kind'");
        assertThatThrownBy(() -> bind("{\"kind\": \"labels\"}"))
                .hasMessageContaining("'kind' must be one of label, json, text, tool_call, not 'labels'");
        assertThatThrownBy(() -> bind("{\"kind\": \"label\", \"lables\": []}"))
                .hasMessageContaining("unknown key 'lables', did you mean 'labels'?");
    }

    @Test
    void fieldsAndSchemaAndFileAreThreeWritingsOfOneTask() throws Exception {
        Path file = Files.writeString(dir.resolve("answer.json"), SCHEMA, StandardCharsets.UTF_8);
        Task schema = bind("{\"kind\": \"json\", \"schema\": " + SCHEMA + "}");
        assertThat(bind(FIELDS).longForm()).isEqualTo(schema);
        assertThat(bind("{\"kind\": \"json\", \"schema_file\": \"" + file + "\"}")
                        .longForm())
                .isEqualTo(schema);
        assertThat(schema.longForm()).isEqualTo(schema);
        assertThat(schema.inWords()).isEqualTo("JSON with the fields intent, count");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"kind\": \"label\", \"labels\": [\"a\", \"b c\"]}",
                "{\"kind\": \"label\"}",
                "{\"kind\": \"text\"}",
                "{\"kind\": \"json\"}",
                "{\"kind\": \"json\", \"schema\": true}",
                "{\"kind\": \"json\", \"schema\": {\"properties\": {\"x\": {\"multipleOf\": 0.1, \"maximum\": 1e400}}}}",
                FIELDS,
                "{\"kind\": \"tool_call\", \"tools\": [{\"name\": \"pay\", \"parameters\": {\"type\": \"object\"}}]}",
            })
    void whatIsWrittenIsReadBackByBothKits(String json) {
        Task task = bind(json);
        assertThat(bind(Json.line(ConfigJson.of(task)))).isEqualTo(task);
        assertThat(Json.line(task)).isEqualTo(Json.line(ConfigJson.of(task)));
        assertThat(Json.parse(Json.pretty(task), Task.class, "here")).isEqualTo(task);
    }

    @Test
    void aTaskStandsInAFileAsPartOfARecord() {
        Holder none = new Holder(1, null);
        Holder some = new Holder(1, bind(FIELDS));
        assertThat(Json.line(none)).isEqualTo("{\"version\":1}");
        assertThat(Json.parse(Json.line(none), Holder.class, "here")).isEqualTo(none);
        assertThat(Json.parse(Json.line(some), Holder.class, "here")).isEqualTo(some);
        assertThat(Json.line(some)).contains("\"task\":{\"kind\":\"json\"");
    }

    record Holder(
            int version, @org.jspecify.annotations.Nullable Task task) {}

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "{\"kind\": \"text\", \"labels\": [\"a\"]}|'labels' is for a task of kind label, and this task is text",
                "{\"kind\": \"label\", \"fields\": {\"a\": \"string\"}}|'fields' is for a task of kind json, and this task is label",
                "{\"kind\": \"label\", \"schema\": {}}|'schema' is for a task of kind json",
                "{\"kind\": \"json\", \"tools\": [{\"name\": \"x\"}]}|'tools' is for a task of kind tool_call",
                "{\"kind\": \"tool_call\"}|'tools' names no tool that could be called",
                "{\"kind\": \"tool_call\", \"tools\": [{\"name\": \"x\"}, {\"name\": \"x\"}]}|'tools' has 'x' twice",
                "{\"kind\": \"json\", \"schema\": {}, \"fields\": {\"a\": \"string\"}}|of fields, schema and schema_file only one",
                "{\"kind\": \"json\", \"schema\": \"answer.json\"}|for a file write schema_file",
                "{\"kind\": \"json\", \"fields\": {\"a\": \"strin\"}}|fields.a is 'strin', which is no type",
                "{\"kind\": \"json\", \"fields\": {\"a\": []}}|fields.a lists 0 values",
                "{\"kind\": \"json\", \"schema_file\": \"no/such.json\"}|'schema_file': there is no no/such.json",
                "{\"kind\": \"label\", \"labels\": [\"a\", \"a\"]}|'labels' has 'a' twice",
                "{\"kind\": \"label\", \"labels\": [\" a\"]}|'labels' has ' a', which is no line of text",
                "{\"kind\": \"label\", \"labels\": [\"\"]}|'labels' has '', which is no line of text",
            })
    void whatDoesNotFitIsRefusedByItsKey(String json, String message) {
        assertThatThrownBy(() -> bind(json))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining(message)
                .hasMessageNotContaining("\n")
                .extracting(e -> ((DasllmException) e).exitCode())
                .isEqualTo(ExitCode.USAGE);
    }

    @ParameterizedTest
    @CsvSource({"'{\"type\": ',answer.json", "'[1]',holds no JSON Schema", "'',answer.json"})
    void aFileThatHoldsNoSchemaIsNamed(String content, String message) throws Exception {
        Path file = Files.writeString(dir.resolve("answer.json"), content);
        Task task = bind("{\"kind\": \"json\", \"schema_file\": \"" + file + "\"}");
        assertThatThrownBy(task::longForm)
                .isInstanceOf(DasllmException.class)
                .hasMessageStartingWith("task.schema_file: ")
                .hasMessageContaining(file.toString())
                .hasMessageContaining(message)
                .extracting(e -> ((DasllmException) e).exitCode())
                .isEqualTo(ExitCode.USAGE);
    }

    @Test
    void fieldsAreKnownWhereTheSchemaSaysThemPlainly() {
        AnswerFields fields = bind("""
                {"kind": "json", "schema": {"properties": {
                    "a": {"enum": ["x", 1]}, "b": {"type": "boolean"}, "c": {"type": "string"}, "d": {"const": null},
                    "e": {"type": "string", "format": "date"}, "f": {"type": "array"}, "g": {"enum": [["x"]]}},
                  "required": ["a", "c"]}}""").answerFields();
        assertThat(fields.closed()).isFalse();
        assertThat(fields.fields().stream().filter(AnswerField::listed).map(AnswerField::name))
                .containsExactly("a", "b", "d");
        assertThat(fields.fields().stream().filter(AnswerField::comparable).map(AnswerField::name))
                .containsExactly("a", "b", "d", "e");
        assertThat(fields.fields().stream().filter(AnswerField::required).map(AnswerField::name))
                .containsExactly("a", "c");
        assertThat(bind(FIELDS).answerFields().closed()).isTrue();
        assertThat(bind("{\"kind\": \"json\", \"schema\": {\"$ref\": \"#/$defs/a\", \"$defs\": {\"a\": {}}}}")
                        .answerFields()
                        .fields())
                .isEmpty();
    }

    @Test
    void listedValuesAllowTheSameAsFieldsThatListThem() {
        Task written = Task.ofListedValues(Map.of("v", List.of("1", "True", "x"), "w", List.of("y")));
        assertThat(written.allowsTheSame(task("{\"v\": [\"x\", 1, true], \"w\": [\"y\"]}")))
                .isTrue();
        assertThat(task("{\"w\": [\"y\"], \"v\": [\"1.0\", \"x\", \"TRUE\"]}").allowsTheSame(written))
                .isTrue();
        assertThat(written.allowsTheSame(task("{\"v\": [\"x\", 1], \"w\": [\"y\"]}")))
                .isFalse();
        assertThat(written.allowsTheSame(task("{\"v\": [\"x\", 1, true]}"))).isFalse();
        assertThat(written.allowsTheSame(task("{\"v\": \"string\", \"w\": [\"y\"]}")))
                .isFalse();
        assertThat(written.allowsTheSame(Task.ofAnyJson())).isFalse();
        assertThat(Task.ofLabels(List.of("a", "b")).allowsTheSame(Task.ofLabels(List.of("b", "a"))))
                .isTrue();
        assertThat(Task.ofLabels(List.of("a", "b")).allowsTheSame(Task.ofLabels(List.of("a"))))
                .isFalse();
        assertThat(Task.ofText().allowsTheSame(Task.ofLabels(List.of()))).isFalse();
    }

    private static Task task(String fields) {
        JsonNode tree = Json.parse("{\"kind\": \"json\", \"fields\": " + fields + "}", JsonNode.class, "here");
        return bind(tree.toString());
    }
}
