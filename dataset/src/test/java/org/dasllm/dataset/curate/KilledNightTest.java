package org.dasllm.dataset.curate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dasllm.dataset.curate.CuratedRows.curate;
import static org.dasllm.dataset.curate.CuratedRows.file;
import static org.dasllm.dataset.curate.CuratedRows.sample;
import static org.dasllm.dataset.curate.CuratedRows.text;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A night whose process is killed (SIGKILL) leaves the dataset and the memory of the night before, and the same command goes on from them. */
class KilledNightTest {
    @TempDir
    Path dir;

    /** When the process is killed. */
    private enum Moment {
        /** The first table of tonight's memory is being written. */
        WHILE_REMEMBERING,
        /** The dataset is being written. */
        WHILE_WRITING
    }

    private static List<Object> lines(int count) {
        List<Object> lines = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String text =
                    "message " + Integer.toHexString(i % 190 * 7919) + " about the matter of " + i % 190 + " for us";
            lines.add(sample("s" + i, "g" + i / 2, null, text, "answer " + i % 3));
        }
        return lines;
    }

    private boolean reached(Moment moment, int tablesBefore) throws IOException {
        Path place = moment == Moment.WHILE_REMEMBERING ? dir.resolve("memory") : dir;
        String begin = moment == Moment.WHILE_REMEMBERING ? "table-" : ".dataset.writing-";
        try (Stream<Path> all = Files.list(place)) {
            return all.filter(path -> path.getFileName().toString().startsWith(begin))
                            .count()
                    > (moment == Moment.WHILE_REMEMBERING ? tablesBefore : 0);
        }
    }

    private long tables() throws IOException {
        try (Stream<Path> all = Files.list(dir.resolve("memory"))) {
            return all.filter(path -> path.getFileName().toString().startsWith("table-"))
                    .count();
        }
    }

    @ParameterizedTest
    @EnumSource
    @Timeout(value = 15, unit = TimeUnit.MINUTES)
    void theSameCommandGoesOn(Moment moment) throws IOException, InterruptedException {
        Path out = dir.resolve("dataset");
        String config = "{\"near_duplicates\": {\"remove\": true}, \"memory\": \"" + dir.resolve("memory") + "\"}";
        curate(config, out, file(dir, "first.jsonl", lines(150).toArray()));
        String before = text(out.resolve("train.jsonl"));
        String index = text(dir.resolve("memory").resolve("memory.json"));
        int tablesBefore = (int) tables();
        Path input = file(dir, "second.jsonl", lines(220).toArray());

        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("--add-opens") || argument.startsWith("-XX:Tiered"))
                .forEach(command::add);
        command.addAll(List.of(
                "-Xmx1g",
                "-cp",
                System.getProperty("java.class.path"),
                OneNight.class.getName(),
                config,
                input.toString(),
                out.toString(),
                dir.resolve("work").toString()));
        Process night = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(dir.resolve("night.log").toFile())
                .start();
        while (night.isAlive() && !reached(moment, tablesBefore)) {
            Thread.sleep(5);
        }
        boolean killed = night.isAlive();
        night.destroyForcibly().waitFor();
        assertThat(killed)
                .as("killed in time: " + text(dir.resolve("night.log")))
                .isTrue();
        assertThat(text(out.resolve("train.jsonl"))).isEqualTo(before);
        assertThat(text(dir.resolve("memory").resolve("memory.json"))).isEqualTo(index);

        curate(config, out, input);
        Path full = dir.resolve("full");
        curate("{\"near_duplicates\": {\"remove\": true}}", full, input);
        for (String name : List.of("train.jsonl", "validation.jsonl", "test.jsonl", "review.csv")) {
            assertThat(out.resolve(name)).hasSameBinaryContentAs(full.resolve(name));
        }
        assertThat(text(dir.resolve("memory").resolve("memory.json"))).isNotEqualTo(index);
        // One more part each of rows, texts, shingles, pairs, the quarantine's lines and those of the three splits; the
        // other tables are replaced, and what the killed night left is gone.
        assertThat(tables()).isEqualTo(tablesBefore + 8);
    }
}
