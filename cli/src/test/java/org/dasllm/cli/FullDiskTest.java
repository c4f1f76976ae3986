package org.dasllm.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.dasllm.cli.installation.OwnProgram;
import org.dasllm.format.testing.SmallDisk;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every stage on a disk that fills up under it: one line, exit code 3, and the same command goes on when there is room
 * again.
 */
final class FullDiskTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path folder;

    @Test
    void everyStageSurvivesAFullDisk() throws IOException, InterruptedException {
        List<String> jvmOptions = OwnProgram.jvmOptions().stream()
                .filter(flag -> !flag.startsWith("-javaagent"))
                .toList();
        new SmallDisk(folder, "24m").run(FullDisk.class, jvmOptions, Duration.ofMinutes(10));
    }
}
