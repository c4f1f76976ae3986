package org.dasllm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.dasllm.format.io.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a run file says of its answers, on the command line. */
final class TaskDeclarationTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path folder;

    private Path run(String keys) throws IOException {
        Path samples = Files.writeString(folder.resolve("recorded.csv"), "text,label\nhello,card\n");
        return Files.writeString(
                folder.resolve("run.yaml"),
                "run: r\nruns: " + folder.resolve("runs") + "\nharvest: {recorded: {files: [{path: " + samples
                        + "}], label_column: label}}\nstudent: {base: demo/models/student-base}\n" + keys + "\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "task: {kind: json, schema: {type: strin}} | run.yaml:5: 'task' cannot be used: task, schema: The JSON Schema is wrong at /type",
                "task: {kind: json, schema_file: no/such.json} | run.yaml:5: 'task.schema_file': there is no no/such.json",
                "task: {kind: json, schema_file: README.md} | run.yaml:5: 'task' cannot be used: task.schema_file: README.md",
                "task: {kind: json, fields: {a: strin}} | run.yaml:5: 'task': fields.a is 'strin', which is no type",
                "task: {kind: label, labels: [a], curate: 1} | run.yaml:5: unknown key 'task.curate'",
                "{task: {kind: label, labels: [a, b]}, curate: {answer_values: [a]}} | 'task' and 'curate.answer_values' allow different answers",
                "{task: {kind: label}, curate: {answer_fields: {a: [b]}}} | 'task' and 'curate.answer_fields' allow different answers",
            })
    void aTaskThatCannotBeUsedIsRefusedInOneLineBeforeAnything(String keys, String message) throws IOException {
        String lines =
                keys.startsWith("{") ? keys.substring(1, keys.length() - 1).replace("}, curate", "}\ncurate") : keys;
        Outcome outcome = Outcome.of("run", run(lines).toString(), "--dry-run");
        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.error()).contains(message).contains("1 error");
        assertThat(folder.resolve("runs")).doesNotExist();
    }

    @Test
    void toolCallsAreCarriedThroughAllStages() throws IOException {
        Path run = run("task: {kind: tool_call, tools: [{name: pay}]}");
        Outcome dry = Outcome.of("run", run.toString(), "--dry-run");
        assertThat(dry.exitCode()).as(dry.out().toString()).isZero();
        assertThat(dry.out()).anyMatch(line -> line.startsWith("evaluate") && line.contains("would run"));
        assertThat(String.join("\n", Outcome.of("resolve", run.toString()).out()))
                .contains("\"pay\"");
    }

    @Test
    void theResolvedFileHoldsWhatTheSchemasFileHolds() throws IOException {
        Path schema = Files.writeString(
                folder.resolve("answer.json"), "{\"properties\": {\"reply\": {\"enum\": [\"yes\", \"no\"]}}}");
        Path byFile = run("task: {kind: json, schema_file: " + schema + "}");
        JsonNode resolved = resolved(byFile);
        assertThat(resolved.at("/task/schema_file").isMissingNode()).isTrue();
        assertThat(resolved.at("/task/schema")).isEqualTo(Json.readTree(schema));
        // To YAML yes and no would be truth values.
        JsonNode inline = resolved(run("task: {kind: json, schema: {properties: {reply: {enum: [yes, no]}}}}"));
        assertThat(inline.get("task")).isEqualTo(resolved.get("task"));
    }

    private JsonNode resolved(Path run) throws IOException {
        Path out = folder.resolve("run.json");
        assertThat(Outcome.of("resolve", run.toString(), "--out", out.toString())
                        .exitCode())
                .isZero();
        return Json.readTree(out);
    }
}
