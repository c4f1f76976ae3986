package org.dasllm.cli.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.dasllm.cli.config.ConfigurationFile;
import org.dasllm.format.config.ConfigBinder;
import org.dasllm.format.config.ConfigJson;
import org.dasllm.format.config.ConfigSource;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.Json;
import org.dasllm.format.task.Task;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The sections of other modules have tests of their own. */
final class PipelineConfigTest {
    private static final String LEAST = """
            {"run": "r", "harvest": {"recorded": {"files": [{"path": "pom.xml"}]}}, "student": {"base": "demo"}}""";

    private static final String FIELDS = "\"task\": {\"kind\": \"json\", \"fields\": {\"v\": [\"x\", \"y\"]}}";

    @Test
    void everyKeyAndItsDefaultIsThis() {
        PipelineConfig config = bind(LEAST);
        ObjectNode resolved = ConfigJson.of(config);
        assertThat(resolved.fieldNames())
                .toIterable()
                .containsExactly(
                        "run",
                        "runs",
                        "gold_origin",
                        "harvest",
                        "curate",
                        "student",
                        "train",
                        "evaluate",
                        "export",
                        "serve");
        assertThat(resolved.path("runs").asText()).isEqualTo("runs");
        assertThat(resolved.path("gold_origin").asText()).isEqualTo("not stated");
        assertThat(Json.line(resolved.get("student"))).isEqualTo("""
                {"base":"demo","device":"auto","threads":0,"precision":"float32","slots":32,"max_new_tokens":64}""");
    }

    @Test
    void whatIsResolvedIsReadBackToTheSame() {
        for (String run : List.of(LEAST, with("\"task\": {\"kind\": \"label\"}"), with(FIELDS))) {
            PipelineConfig config = bind(run).selfContained();
            assertThat(bind(Json.line(ConfigJson.of(config)))).isEqualTo(config);
        }
    }

    @Test
    void theTaskIsTheSameHoweverItIsWritten(@TempDir Path dir) throws Exception {
        Task declared = bind(with(FIELDS)).answers().orElseThrow();
        Path file = Files.writeString(
                dir.resolve("answer.json"), Json.line(declared.jsonSchema().orElseThrow()));
        assertThat(bind(with("\"task\": {\"kind\": \"json\", \"schema_file\": \"" + file + "\"}"))
                        .selfContained()
                        .task())
                .isEqualTo(declared);
        assertThat(bind(with("\"curate\": {\"answer_fields\": {\"v\": [\"x\", \"y\"]}}"))
                        .answers())
                .contains(declared);
        assertThat(bind(with(FIELDS + ", \"curate\": {\"answer_fields\": {\"v\": [\"y\", \"x\"]}}"))
                        .answers())
                .contains(declared);
        assertThat(bind(LEAST).answers()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "\"task\": {\"kind\": \"json\", \"schema\": {\"type\": 1}}|'task' cannot be used: task, schema: The JSON Schema is wrong at /type",
                "\"task\": {\"kind\": \"json\", \"schema_file\": \"pom.xml\"}|'task' cannot be used: task.schema_file: pom.xml",
                "\"task\": {\"kind\": \"json\", \"schema_file\": \"no.json\"}|'task.schema_file': there is no no.json",
                "\"task\": {\"kind\": \"text\", \"labels\": [\"a\"]}|'task.labels' is for a task of kind label",
                "\"task\": {\"kind\": \"text\"}, \"curate\": {\"answer_values\": [\"a\"]}|'task' cannot be used: 'task' and 'curate.answer_values' allow different answers",
                "\"task\": {\"kind\": \"label\"}, \"evaluate\": {\"primary\": \"field:v\"}|'evaluate' cannot be used: the metric field:v asks for a field, and an answer of the task is a label",
                "\"task\": {\"kind\": \"json\", \"fields\": {\"v\": \"string\"}}, \"evaluate\": {\"secondary\": [\"field:w\"]}|the metric field:w asks for a field, and an answer of the task is JSON with the field v",
            })
    void aTaskThatCannotBeUsedIsRefusedInOneLine(String keys, String message) {
        assertThatThrownBy(() -> bind(with(keys)))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining("run.json: " + (message.startsWith("'") ? message : ""))
                .hasMessageContaining(message)
                .hasMessageNotContaining("\n");
    }

    @Test
    void whereAModelIsServedTheFileOfTheSchemaNeedNotBe(@TempDir Path dir) throws Exception {
        Path run = dir.resolve("run.yaml");
        Files.writeString(run, """
                run: r
                task: {kind: json, schema_file: no/such/answer.json}
                harvest: {recorded: {files: [{path: pom.xml}]}}
                student: {base: demo}
                """);
        assertThat(ConfigurationFile.readWherever(run, Map.of(), PipelineConfig.class)
                        .task())
                .isNotNull();
        assertThatThrownBy(() -> ConfigurationFile.read(run, Map.of(), PipelineConfig.class))
                .hasMessageContaining(run + ":2: 'task.schema_file': there is no no/such/answer.json");
    }

    private static String with(String keys) {
        return LEAST.substring(0, LEAST.length() - 1) + ", " + keys + "}";
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".hidden", "a/b", "a b", "ä", "-x", "..", "a%b"})
    void aRunIsNamedSoThatItsFolderIs(String name) {
        assertThatThrownBy(() -> bind(LEAST.replace("\"run\": \"r\"", "\"run\": \"" + name + "\"")))
                .hasMessageContaining("'run' is a folder's name");
    }

    private static PipelineConfig bind(String json) {
        return ConfigBinder.bind(ConfigSource.json(json, "run.json"), PipelineConfig.class);
    }
}
