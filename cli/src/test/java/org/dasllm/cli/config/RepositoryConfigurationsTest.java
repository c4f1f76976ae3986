package org.dasllm.cli.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.dasllm.cli.making.PretrainConfig;
import org.dasllm.cli.making.TokenizerConfig;
import org.dasllm.cli.pipeline.PipelineConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every configuration of the repository can be read. Surefire runs this in the project's folder. */
final class RepositoryConfigurationsTest {
    /** What an earlier step of demo/recipes/build makes is not there yet; something else stands in its place. */
    private static Map<String, String> madeBefore(List<String> lines) {
        String first = lines.stream().anyMatch(line -> line.startsWith("base:")) ? "base" : "tokenizer";
        return Map.of(first, "demo", "data", "[demo/messages/teacher.jsonl]");
    }

    static Stream<Path> configurations() throws IOException {
        return Stream.concat(yaml(Path.of("configs")), yaml(Path.of("demo", "recipes")));
    }

    private static Stream<Path> yaml(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList().stream();
        }
    }

    @Test
    void thereAreSome() throws IOException {
        assertThat(configurations()).hasSizeGreaterThanOrEqualTo(6);
    }

    @ParameterizedTest
    @MethodSource("configurations")
    void everyOneBinds(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        assumeTrue(
                lines.stream().noneMatch(line -> line.contains("../shared/"))
                        || Files.isDirectory(Path.of("..", "shared", "data")),
                file + ": ../shared/data is absent");
        if (lines.stream().anyMatch(line -> line.startsWith("run:"))) {
            PipelineConfig config = ConfigurationFile.read(file, Map.of(), PipelineConfig.class);
            assertThat(config.folder()).isEqualTo(Path.of("runs", config.run()));
        } else if (lines.stream().anyMatch(line -> line.startsWith("train:"))) {
            PretrainConfig config = ConfigurationFile.read(file, madeBefore(lines), PretrainConfig.class);
            assertThat(config.train().epochs()).isPositive();
        } else {
            Map<String, String> data = Map.of("data", "[demo/messages/teacher.jsonl]");
            TokenizerConfig config = ConfigurationFile.read(file, data, TokenizerConfig.class);
            assertThat(config.vocabularySize()).isBetween(1000, 4000);
        }
    }
}
