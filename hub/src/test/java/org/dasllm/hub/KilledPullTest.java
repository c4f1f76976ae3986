package org.dasllm.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.dasllm.hub.pull.Pull;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A pull in a process of its own that is killed at twenty points of its transfers, and goes on each time. */
final class KilledPullTest {
    private static final int KILLS = 20;
    private static final int BYTES = 1_050_000;
    private static final List<String> LOOKED_AT =
            List.of("config.json", "model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors");

    @TempDir
    Path home;

    /** The other process. Arguments: the hub's address, the home of the cache. */
    public static final class Main {
        private Main() {}

        public static void main(String[] arguments) throws InterruptedException {
            Pull pull = Tiny.pull(Tiny.settings(arguments[0], Path.of(arguments[1])), Tiny.MODEL);
            System.out.println(pull.run(pull.plan()));
        }
    }

    @Test
    void rightBytesAfterTwentyKills() throws IOException, InterruptedException {
        try (FakeHub hub = new FakeHub()) {
            Map<String, byte[]> files = Tiny.on(hub, BYTES).files;
            hub.bytesPerSecond = 400_000;
            long step = 2L * BYTES / (KILLS + 1);
            for (int kill = 1; kill <= KILLS; kill++) {
                Process process = start(hub);
                while (hub.served.get() < kill * step && process.isAlive()) {
                    Thread.sleep(2);
                }
                assertThat(process.isAlive())
                        .as("still pulling at kill " + kill)
                        .isTrue();
                process.destroyForcibly().waitFor();
                assertNothingIsTakenForWhole(files);
            }
            hub.bytesPerSecond = Integer.MAX_VALUE;
            Process last = start(hub);
            assertThat(last.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(last.exitValue()).as(Files.readString(log())).isZero();
            Path folder = Path.of(Files.readString(log()).strip());
            for (String name : LOOKED_AT) {
                assertThat(Files.readAllBytes(folder.resolve(name))).as(name).isEqualTo(files.get(name));
            }
            // What was under way when it was killed comes twice, no more: otherwise nothing was gone on with.
            assertThat(hub.served.get()).isLessThan(2 * (2L * BYTES));
            assertThat(hub.requestsTo("store"))
                    .anyMatch(request -> request.range().startsWith("bytes="));
            try (Stream<Path> left = Files.walk(home)) {
                assertThat(left).noneMatch(path -> path.toString().endsWith(".incomplete"));
            }
        }
    }

    @Test
    void twoProcessesBringEachByteOnce() throws IOException, InterruptedException {
        try (FakeHub hub = new FakeHub()) {
            Map<String, byte[]> files = Tiny.on(hub, BYTES).files;
            hub.bytesPerSecond = 400_000;
            Process first = start(hub);
            Process second = start(hub);
            assertThat(first.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(second.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(first.exitValue() + second.exitValue())
                    .as(Files.readString(log()))
                    .isZero();
            Path folder = home.resolve("hub/models--org--model/snapshots").resolve(FakeHub.COMMIT);
            for (String name : LOOKED_AT) {
                assertThat(Files.readAllBytes(folder.resolve(name))).as(name).isEqualTo(files.get(name));
            }
            assertThat(hub.served.get()).isEqualTo(2 * BYTES);
        }
    }

    /** Every file that has its place has its bytes, and no revision leads to a model that is not whole. */
    private void assertNothingIsTakenForWhole(Map<String, byte[]> files) throws IOException {
        Path model = home.resolve("hub/models--org--model");
        assertThat(model.resolve("refs/main")).doesNotExist();
        Path folder = model.resolve("snapshots").resolve(FakeHub.COMMIT);
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Path place = folder.resolve(file.getKey());
            if (Files.exists(place)) {
                assertThat(Files.readAllBytes(place)).as(file.getKey()).isEqualTo(file.getValue());
            }
        }
    }

    private Path log() {
        return home.resolve("pull.log");
    }

    private Process start(FakeHub hub) throws IOException {
        String classPath = Optional.ofNullable(System.getProperty("surefire.test.class.path"))
                .orElse(System.getProperty("java.class.path"));
        return new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        // Most of its time is spent on starting.
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xmx64m",
                        "-cp",
                        classPath,
                        Main.class.getName(),
                        hub.endpoint(),
                        home.toString())
                .redirectErrorStream(true)
                .redirectOutput(log().toFile())
                .start();
    }
}
