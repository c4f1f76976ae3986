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
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.dasllm.dataset.config.CurateConfigs;
import org.dasllm.dataset.files.OutputFolder;
import org.dasllm.dataset.spark.EmbeddedCuration;
import org.dasllm.format.progress.Progress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A curation whose process, the driver, is ended by {@code kill -9} while it writes. */
class KilledCurationTest {
    private static final String CONFIG = "{\"split\": {\"train\": 0.6, \"validation\": 0.2, \"test\": 0.2}}";
    private static final int SECONDS = 300;

    @TempDir
    Path dir;

    /** The process that is killed. */
    public static void main(String... arguments) {
        EmbeddedCuration.run(
                CurateConfigs.parse(CONFIG, "the test"),
                Optional.empty(),
                List.of(Path.of(arguments[0])),
                Path.of(arguments[1]),
                Path.of(arguments[2]),
                Progress.SILENT);
    }

    private static Object[] samples(int seed) {
        List<Object> samples = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            samples.add(sample("s" + i, "g" + i, null, "request " + seed + " of number " + i * 7919, "answer"));
        }
        return samples.toArray();
    }

    /** What was made of the draft; empty when there is none. */
    private List<String> draft() throws IOException {
        List<String> names = new ArrayList<>();
        try (Stream<Path> beside = Files.list(dir.resolve("data"))) {
            for (Path folder : beside.filter(
                            path -> path.getFileName().toString().startsWith(".out.writing-"))
                    .toList()) {
                try (Stream<Path> files = Files.list(folder)) {
                    files.forEach(path -> names.add(path.getFileName().toString()));
                }
            }
        }
        return names;
    }

    @Test
    void yesterdaysDatasetStaysWholeAndTheNextRunClearsAway() throws Exception {
        Path out = Files.createDirectories(dir.resolve("data")).resolve("out");
        curate(CONFIG, out, file(dir, "yesterday.jsonl", samples(1)));
        String yesterday = text(out.resolve("manifest.json"));
        Path today = file(dir, "today.jsonl", samples(2));
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> !flag.startsWith("-javaagent"))
                .forEach(command::add);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), KilledCurationTest.class.getName()));
        command.addAll(
                List.of(today.toString(), out.toString(), dir.resolve("work").toString()));
        Process driver = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(dir.resolve("log").toFile())
                .start();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        while (driver.isAlive() && !draft().contains("train.jsonl") && System.nanoTime() < end) {
            Thread.sleep(5);
        }
        driver.destroyForcibly();
        assertThat(driver.waitFor()).as(text(dir.resolve("log"))).isNotZero();

        assertThat(draft()).as("it was killed while it wrote").contains("train.jsonl");
        assertThat(text(out.resolve("manifest.json"))).isEqualTo(yesterday);
        DatasetManifest manifest = org.dasllm.format.io.Json.mapper().readValue(yesterday, DatasetManifest.class);
        for (OutputFolder.Written written : manifest.files()) {
            assertThat(org.dasllm.format.io.Sha256.ofFile(out.resolve(written.name())))
                    .isEqualTo(written.sha256());
        }
        curate(CONFIG, out, today);
        assertThat(text(out.resolve("manifest.json"))).isNotEqualTo(yesterday);
        assertThat(draft()).isEmpty();
    }
}
