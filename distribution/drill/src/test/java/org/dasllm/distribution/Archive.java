package org.dasllm.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * One of the archives, unpacked.
 *
 * @param role for which it is
 * @param home where it lies
 */
record Archive(String role, Path home) {
    static final Path ROOT = Path.of(System.getProperty("dasllm.root"));
    static final Path FOLDER = Path.of(System.getProperty("dasllm.archives"));

    private static final String VERSION = System.getProperty("dasllm.version");
    private static final String PLATFORM = System.getProperty("dasllm.platform");

    /** What a program printed, both streams, and its exit code. */
    record Ran(int code, String text) {}

    static Path file(String role) {
        String platform = role.equals("spark-job") ? "any" : PLATFORM;
        return FOLDER.resolve("dasllm-" + role + "-" + VERSION + "-" + platform + ".tar.gz");
    }

    static Archive unpack(String role, Path into) throws IOException, InterruptedException {
        Files.createDirectories(into);
        Ran tar = run(into, Map.of(), "tar", "-xzf", file(role).toString());
        assertThat(tar.code()).as(tar.text()).isZero();
        return new Archive(role, into.resolve("dasllm-" + role + "-" + VERSION));
    }

    Path launcher() {
        return home.resolve("bin").resolve("dasllm");
    }

    static Ran run(Path folder, Map<String, String> environment, String... command)
            throws IOException, InterruptedException {
        return run(folder, environment, List.of(command));
    }

    static Ran run(Path folder, Map<String, String> environment, List<String> command)
            throws IOException, InterruptedException {
        Path log = Files.createTempFile("distribution", ".log");
        try {
            ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(command))
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile());
            builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
            builder.environment().putAll(environment);
            Process process = builder.start();
            assertThat(process.waitFor(5, TimeUnit.MINUTES))
                    .as(command.toString())
                    .isTrue();
            return new Ran(process.exitValue(), Files.readString(log));
        } finally {
            Files.delete(log);
        }
    }
}
