package org.dasllm.dataset.curate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dasllm.dataset.curate.CuratedRows.file;
import static org.dasllm.dataset.curate.CuratedRows.sample;
import static org.dasllm.dataset.curate.CuratedRows.text;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A machine without a network whose own name has no address: no server knows it, and no line of its hosts file. */
class NamelessMachineTest {
    private static final int MINUTES = 5;

    @TempDir
    Path dir;

    @Test
    void itCurates() throws Exception {
        List<Object> samples = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            samples.add(sample("s" + i, "g" + i, null, "request of number " + i * 7919, "answer"));
        }
        Path rows = file(dir, "rows.jsonl", samples.toArray());
        Path out = dir.resolve("out");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> !flag.startsWith("-javaagent"))
                .forEach(command::add);
        // The JVM asks this file alone.
        command.add("-Djdk.net.hosts.file=" + Files.createFile(dir.resolve("hosts")));
        command.add("-Dlog4j2.statusLoggerLevel=OFF");
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), KilledCurationTest.class.getName()));
        command.addAll(
                List.of(rows.toString(), out.toString(), dir.resolve("work").toString()));
        Process curation = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(dir.resolve("log").toFile())
                .start();
        assertThat(curation.waitFor(MINUTES, TimeUnit.MINUTES)).isTrue();
        assertThat(curation.exitValue()).as(text(dir.resolve("log"))).isZero();
        assertThat(text(dir.resolve("log"))).doesNotContain("Exception");
        assertThat(out.resolve("manifest.json")).isRegularFile();
    }
}
