package org.dasllm.format.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A small disk for tests of what happens when one is full: a tmpfs in a mount name space of its own, so that a program which is to see it
 * runs in a process there. It takes root's rights; without them a test is skipped and says so.
 */
public final class SmallDisk {
    private static final int NO_SUCH_COMMAND = 127;

    private final Path disk;
    private final Path log;
    private final String mount;

    /**
     * A disk in a folder, with this much room.
     *
     * @param size such as {@code 8m}
     */
    public SmallDisk(Path folder, String size) throws IOException, InterruptedException {
        disk = Files.createDirectories(folder.resolve("disk"));
        log = folder.resolve("log");
        mount = "mount -t tmpfs -o size=" + size + " tmpfs '" + disk + "'";
        assumeTrue(
                run(List.of("unshare", "-m", "sh", "-c", mount), Duration.ofMinutes(1)) == 0,
                "skipped: a full disk cannot be made here, since this user may not mount a tmpfs by unshare -m");
    }

    /**
     * Runs a program whose argument is the disk, with this test's class path, and requires that it ends well.
     *
     * @param jvmOptions of its JVM
     */
    public void run(Class<?> program, List<String> jvmOptions, Duration limit) throws InterruptedException {
        List<String> command = new ArrayList<>(List.of("unshare", "-m", "sh", "-c", mount + " && exec \"$@\"", "sh"));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmOptions);
        String classPath = Optional.ofNullable(System.getProperty("surefire.test.class.path"))
                .orElse(System.getProperty("java.class.path"));
        command.addAll(List.of("-cp", classPath, program.getName(), disk.toString()));
        int exit = run(command, limit);
        assertThat(exit).as(this::log).isZero();
    }

    private int run(List<String> command, Duration limit) throws InterruptedException {
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
        } catch (IOException noSuchCommand) {
            return NO_SUCH_COMMAND;
        }
        if (!process.waitFor(limit.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("It did not end within " + limit.toSeconds() + " s: " + log());
        }
        return process.exitValue();
    }

    private String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
