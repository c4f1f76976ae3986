package org.dasllm.cli.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.dasllm.cli.making.PretrainConfig;
import org.dasllm.cli.making.TokenizerConfig;
import org.dasllm.cli.pipeline.PipelineConfig;
import org.dasllm.harvest.config.HarvestConfig;
import org.dasllm.harvest.config.PriceTable;
import org.dasllm.harvest.config.TeacherConfig;
import org.dasllm.harvest.config.TeacherProtocol;
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

    /** A model of a hub need not have been pulled on this machine; another stands in its place. */
    private static Map<String, String> pulledBefore(List<String> lines) {
        return lines.stream().anyMatch(line -> line.matches("\\s+base: HuggingFaceTB/.*"))
                ? Map.of("student.base", "demo/models/student-base")
                : Map.of();
    }

    static Stream<Path> configurations() throws IOException {
        return Stream.concat(yaml(Path.of("configs")), yaml(Path.of("demo", "recipes")));
    }

    private static Stream<Path> yaml(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList().stream();
        }
    }

    static Stream<Path> teachers() throws IOException {
        return yaml(Path.of("configs", "teachers"));
    }

    /** Each is named like its protocol. */
    @ParameterizedTest
    @MethodSource("teachers")
    void everyExampleOfATeacherBinds(Path file) {
        TeacherConfig teacher = Objects.requireNonNull(
                ConfigurationFile.read(file, Map.of(), HarvestConfig.class).teacher());
        String protocol = teacher.protocol().name().toLowerCase(Locale.ROOT);
        String name = file.getFileName().toString();
        assertThat(name.equals("own-server.yaml") ? "openai" : name).startsWith(protocol);
    }

    @Test
    void thereIsAnExampleForEveryProtocol() throws IOException {
        assertThat(teachers().map(file -> file.getFileName().toString().replace(".yaml", "")))
                .containsAll(Stream.of(TeacherProtocol.values())
                        .map(protocol -> protocol.name().toLowerCase(Locale.ROOT))
                        .toList());
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
            PipelineConfig config = ConfigurationFile.read(file, pulledBefore(lines), PipelineConfig.class);
            assertThat(config.folder()).isEqualTo(Path.of("runs", config.run()));
        } else if (lines.stream().anyMatch(line -> line.startsWith("train:"))) {
            PretrainConfig config = ConfigurationFile.read(file, madeBefore(lines), PretrainConfig.class);
            assertThat(config.train().epochs()).isPositive();
        } else if (lines.stream().anyMatch(line -> line.startsWith("vendors:"))) {
            PriceTable prices = ConfigurationFile.read(file, Map.of(), PriceTable.class);
            assertThat(prices.vendors()).isNotEmpty();
        } else {
            Map<String, String> data = Map.of("data", "[demo/messages/teacher.jsonl]");
            TokenizerConfig config = ConfigurationFile.read(file, data, TokenizerConfig.class);
            assertThat(config.vocabularySize()).isBetween(1000, 4000);
        }
    }
}
