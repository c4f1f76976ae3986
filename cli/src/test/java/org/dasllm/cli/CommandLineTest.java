package org.dasllm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.dasllm.format.io.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CommandLineTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "demo",
                "run",
                "harvest",
                "curate",
                "train",
                "evaluate",
                "report",
                "export",
                "sign",
                "verify",
                "serve",
                "chat",
                "doctor",
                "bench",
                "pull",
                "models",
                "tokenizer",
                "pretrain"
            })
    void everyCommandExplainsItself(String command) {
        Outcome outcome = Outcome.of(command, "--help");
        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.errors()).isEmpty();
        assertThat(outcome.out()).anyMatch(line -> line.startsWith("Usage: dasllm " + command));
    }

    @Test
    void withoutACommandAllAreListed() {
        Outcome outcome = Outcome.of();
        assertThat(outcome.exitCode()).isZero();
        assertThat(String.join("\n", outcome.out()))
                .contains("Start with: ./dasllm demo")
                .contains("doctor")
                .contains("Exit codes:");
    }

    @Test
    void theDoctorMeasuresEveryDeviceAndPicksOne() {
        Outcome outcome = Outcome.of("doctor", "--json");
        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.out()).hasSize(1);
        JsonNode found = Json.parse(outcome.out().get(0), JsonNode.class, "doctor");
        assertThat(found.path("picked").asText()).isNotEmpty();
        assertThat(found.path("devices").findValuesAsText("name")).contains("onednn", "nd4j", "reference");
        assertThat(found.path("devices"))
                .filteredOn(device -> device.path("available").asBoolean())
                .isNotEmpty()
                .allSatisfy(device -> {
                    assertThat(device.path("gigaflops").asDouble()).isPositive();
                    assertThat(device.path("gigabytes").asDouble()).isPositive();
                });
        assertThat(found.path("devices"))
                .filteredOn(device -> device.path("name").asText().equals("onednn"))
                .singleElement()
                .satisfies(device -> assertThat(device.path("notes").path(0).asText())
                        .startsWith("products with weights in bfloat16"));
    }

    @Test
    void aDryRunSaysWhatWouldRunAndLeavesNothing(@TempDir Path folder) {
        Outcome outcome =
                Outcome.of("run", "configs/demo.yaml", "--dry-run", "--set", "runs=" + folder.resolve("runs"));
        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.errors()).isEmpty();
        assertThat(outcome.out()).filteredOn(line -> line.endsWith("would run")).hasSize(5);
        assertThat(folder).isEmptyDirectory();
    }
}
