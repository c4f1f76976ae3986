package org.dasllm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.dasllm.format.io.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The measurement from end to end with a tiny model; how fast anything is, is not tested. */
final class BenchCommandTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path folder;

    @Test
    void everyFigureHasItsSpreadLimitAndShare() {
        Path model = folder.resolve("model");
        Outcome outcome =
                Outcome.of("bench", "--shape", "tiny", "--model", model.toString(), "--repeats", "1", "--json");
        assertThat(outcome.exitCode()).as(String.join("\n", outcome.errors())).isZero();
        assertThat(outcome.out()).hasSize(1);
        JsonNode report = Json.parse(outcome.out().get(0), JsonNode.class, "bench");
        assertThat(report.path("figures").findValuesAsText("name"))
                .containsExactly(
                        "training",
                        "training.quarter",
                        "training.first-step",
                        "training.memory",
                        "prefill",
                        "decode.1",
                        "decode.8",
                        "decode.gain",
                        "decode.memory",
                        "start",
                        "export.merge",
                        "export.bundle");
        assertThat(report.path("figures")).allSatisfy(figure -> {
            assertThat(figure.path("unit").asText()).isNotEmpty();
            assertThat(figure.path("limitIs").asText()).isNotEmpty();
            for (String spread : List.of("measured", "limit", "ratio")) {
                isSpread(figure.path(spread));
            }
        });
        assertThat(report.path("limits").findValuesAsText("name")).contains("product.float32", "read");
        assertThat(report.path("limits")).allSatisfy(limit -> isSpread(limit.path("measured")));
        assertThat(report.path("matrices").asLong()).isEqualTo(2L * (64 * (64 + 64 + 64) + 3 * 64 * 160) + 512 * 64);
        assertThat(model).as("kept").isDirectoryContaining(file -> file.endsWith("model.safetensors"));
        assertThat(folder).as("nothing else is left").isDirectoryNotContaining(file -> !file.equals(model));
    }

    @ParameterizedTest
    @CsvSource({
        "2, --shape,     gpt5,     There is no shape 'gpt5'",
        "2, --only,      dreaming, --only names 'dreaming'",
        "2, --precision, int3,     There is no precision 'int3'",
        "2, --repeats,   0,        --repeats is 0",
        "2, --threads,   -1,       --threads is -1",
        "2, --kept-layers, -1,     --kept-layers is -1",
        "2, --device,    abacus,   There is no device 'abacus'",
    })
    void aWrongOptionIsOneLine(int exitCode, String option, String value, String complaint) {
        Outcome outcome = Outcome.of("bench", option, value);
        assertThat(outcome.exitCode()).isEqualTo(exitCode);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.error()).contains(complaint);
    }

    @Test
    void aFolderOfOtherThingsIsLeftAlone() throws IOException {
        Path other = Files.writeString(folder.resolve("letter.txt"), "dear");
        Outcome outcome = Outcome.of("bench", "--shape", "tiny", "--model", folder.toString());
        assertThat(outcome.exitCode()).isEqualTo(3);
        assertThat(outcome.error()).contains("has files but no config.json");
        assertThat(other).hasContent("dear");
    }

    @Test
    void aBrokenModelIsRefusedBeforeAnythingIsMeasured() throws IOException {
        Files.writeString(folder.resolve("config.json"), "{}");
        Outcome outcome = Outcome.of("bench", "--model", folder.toString());
        assertThat(outcome.exitCode()).isEqualTo(3);
        assertThat(outcome.error()).contains("config.json");
    }

    private static void isSpread(JsonNode spread) {
        assertThat(spread.path("least").asDouble()).isPositive();
        assertThat(spread.path("median").asDouble())
                .isBetween(spread.path("least").asDouble(), spread.path("most").asDouble());
        assertThat(spread.path("samples")).isNotEmpty();
    }
}
