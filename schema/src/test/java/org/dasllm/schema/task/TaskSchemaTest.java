package org.dasllm.schema.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.dasllm.format.config.ConfigBinder;
import org.dasllm.format.config.ConfigSource;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.error.ExitCode;
import org.dasllm.format.io.Json;
import org.dasllm.format.task.Task;
import org.dasllm.schema.json.JsonSchema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TaskSchemaTest {
    private static final String FIELDS = """
            {"intent": ["refund", "other"], "level": [1, 2.5], "sure": [true, null], "amount": "number", "count": "integer",
             "urgent": "boolean", "note": "string", "when": "date", "tags": {"list_of": "string"},
             "customer": {"name": "string", "ages": {"list_of": ["young", "old"]}}}""";

    private static final String ANSWER = """
            {"intent": "refund", "level": 1, "sure": null, "amount": 1.5, "count": 3, "urgent": false, "note": "",
             "when": "2026-11-28", "tags": ["a"], "customer": {"name": "x", "ages": []}}""";

    @Test
    void anAnswerThatHasAllFieldsIsValid() {
        assertThat(schema().violations(json(ANSWER))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "\"refund\"|\"Refund\"|/intent must be one of \"refund\", \"other\"",
                "\"level\": 1|\"level\": \"1\"|/level must be one of 1, 2.5",
                "null|false|/sure must be one of true, null",
                "1.5|\"1.5\"|/amount must be a number, not a string",
                "\"count\": 3|\"count\": 3.5|/count must be a whole number, not a number",
                "\"urgent\": false|\"urgent\": \"false\"|/urgent must be true or false, not a string",
                "\"note\": \"\"|\"note\": null|/note must be a string, not null",
                "2026-11-28|2026-11-31|/when is not of the format date",
                "2026-11-28|28.11.2026|/when is not of the format date",
                "[\"a\"]|[1]|/tags/0 must be a string, not a number",
                "[\"a\"]|\"a\"|/tags must be a list, not a string",
                "\"ages\": []|\"ages\": [\"middle\"]|/customer/ages/0 must be one of \"young\", \"old\"",
                ", \"ages\": []||/customer lacks 'ages'",
                "\"note\"|\"more\": 1, \"note\"|the value may not have 'more'"
            })
    void anAnswerThatDiffersIsNot(String from, String to, String message) {
        String answer = ANSWER.replace(from, to == null ? "" : to);

        assertThat(schema().violations(json(answer)))
                .singleElement()
                .satisfies(v -> assertThat(v.message()).isEqualTo(message));
    }

    @Test
    void typesAreKeptApart() {
        JsonSchema schema = TaskSchema.of(task("{\"kind\": \"json\", \"fields\": {\"a\": [1, \"2\", true, \"no\"]}}"))
                .orElseThrow();

        assertThat(schema.isValid(json("{\"a\": 1}"))).isTrue();
        assertThat(schema.isValid(json("{\"a\": \"2\"}"))).isTrue();
        assertThat(schema.isValid(json("{\"a\": \"1\"}"))).isFalse();
        assertThat(schema.isValid(json("{\"a\": 2}"))).isFalse();
        assertThat(schema.isValid(json("{\"a\": \"true\"}"))).isFalse();
        assertThat(schema.isValid(json("{\"a\": false}"))).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '\0',
            value = {
                "1; true",
                "1.0; true",
                "\"1\"; true",
                "1e0; true",
                "2; false",
                "true; true",
                "\"True\"; true",
                "\"true\"; false",
                "false; false",
                "\"low\"; true",
                "\" low\"; false",
                "null; false",
                "[1]; false",
                "2.50; true",
                "1e99999; false"
            })
    void aListedValueStandsForWhatIsWrittenLikeIt(String value, boolean valid) throws Exception {
        Task task = Task.ofListedValues(Map.of("v", List.of("1", "True", "low", "2.5", "1")));
        assertThat(TaskSchema.of(task).orElseThrow().isValid(exact("{\"v\": " + value + "}")))
                .isEqualTo(valid);
    }

    @Test
    void whatHasNoSchemaHasNoValidator() {
        for (String other : List.of(
                "{\"kind\": \"json\"}",
                "{\"kind\": \"text\"}",
                "{\"kind\": \"label\", \"labels\": [\"a\"]}",
                "{\"kind\": \"tool_call\", \"tools\": [{\"name\": \"pay\"}]}")) {
            TaskSchema.check(task(other));
            assertThat(TaskSchema.of(task(other))).as(other).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "{\"kind\": \"json\", \"schema\": {\"type\": \"strin\"}}|task, schema: The JSON Schema is wrong at /type",
                "{\"kind\": \"json\", \"schema\": {\"$ref\": \"http://x/y\"}}|task, schema: The JSON Schema is wrong at /$ref",
                "{\"kind\": \"tool_call\", \"tools\": [{\"name\": \"pay\", \"parameters\": {\"type\": 1}}]}|task, parameters of the tool 'pay': The JSON Schema is wrong",
            })
    void aBrokenSchemaIsRefusedByItsKey(String task, String message) {
        assertThatThrownBy(() -> TaskSchema.check(task(task)))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining(message)
                .extracting(e -> ((DasllmException) e).exitCode())
                .isEqualTo(ExitCode.USAGE);
    }

    @Test
    void aBrokenSchemaInAFileIsRefusedByTheFile(@TempDir Path dir) throws Exception {
        Path file = dir.resolve("answer.json");
        Files.writeString(file, "{\"properties\": []}");
        String declared = "{\"kind\": \"json\", \"schema_file\": \"" + file + "\"}";
        assertThatThrownBy(() -> TaskSchema.check(task(declared)))
                .hasMessageStartingWith("task, schema_file " + file + ": The JSON Schema is wrong at /properties");
    }

    private static Task task(String json) {
        return ConfigBinder.bind(ConfigSource.json(json, "task"), Task.class);
    }

    private static JsonSchema schema() {
        return TaskSchema.of(task("{\"kind\": \"json\", \"fields\": " + FIELDS + "}"))
                .orElseThrow();
    }

    /** As answers are read, with numbers of any size. */
    private static JsonNode exact(String text) throws Exception {
        return Json.mapper()
                .reader()
                .with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .readTree(text);
    }

    private static JsonNode json(String text) {
        return Json.parse(text, JsonNode.class, "test");
    }
}
