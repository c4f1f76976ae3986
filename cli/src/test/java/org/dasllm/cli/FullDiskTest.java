package org.dasllm.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every stage on a disk that fills up under it: one line, exit code 3, and the same command goes on when there is room
 * again. The disk is a small tmpfs in a mount name space of its own, which takes root's rights; without them the test is
 * skipped and says so.
 */
final class FullDiskTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path folder;

    @Test
    void everyStageSurvivesAFullDisk() throws IOException, InterruptedException {
        Path disk = Files.createDirectories(folder.resolve("disk"));
        String mount = "mount -t tmpfs -o size=24m tmpfs '" + disk + "'";
        assumeTrue(
                run(List.of("unshare", "-m", "sh", "-c", mount)) == 0,
                "skipped: a full disk cannot be made here, since this user may not mount a tmpfs by unshare -m");
        List<String> java = new ArrayList<>();
        java.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        java.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> !flag.startsWith("-javaagent"))
                .toList());
        java.addAll(List.of("-cp", System.getProperty("java.class.path"), FullDisk.class.getName(), disk.toString()));
        List<String> command = new ArrayList<>(List.of("unshare", "-m", "sh", "-c", mount + " && exec \"$@\"", "sh"));
        command.addAll(java);
        int exit = run(command);
        assertThat(exit).as(() -> log()).isZero();
    }

    private int run(List<String> command) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("log").toFile())
                    .start();
            if (!process.waitFor(10, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new AssertionError("The stages did not end within ten minutes: " + log());
            }
            return process.exitValue();
        } catch (IOException noSuchCommand) {
            return 127;
        }
    }

    private String log() {
        try {
            return Files.readString(folder.resolve("log"));
        } catch (IOException e) {
            return e.toString();
        }
    }
}
