package org.dasllm.gateway.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A disk that fills up under the gateway: no client sees it, every exchange is counted, and what is on the disk is whole. The disk is a small
 * tmpfs in a mount name space of its own, which takes root's rights; without them the test is skipped and says so.
 */
final class FullDiskGatewayTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path folder;

    @Test
    void trafficDoesNotNoticeAFullDisk() throws IOException, InterruptedException {
        Path disk = Files.createDirectories(folder.resolve("disk"));
        String mount = "mount -t tmpfs -o size=1m tmpfs '" + disk + "'";
        assumeTrue(
                run(List.of("unshare", "-m", "sh", "-c", mount)) == 0,
                "skipped: a full disk cannot be made here, since this user may not mount a tmpfs by unshare -m");
        int exit = run(List.of(
                "unshare",
                "-m",
                "sh",
                "-c",
                mount + " && exec \"$@\"",
                "sh",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                FullDiskGateway.class.getName(),
                disk.toString()));
        assertThat(exit).as(() -> log()).isZero();
    }

    private int run(List<String> command) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("log").toFile())
                    .start();
            if (!process.waitFor(5, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new AssertionError("It did not end within five minutes: " + log());
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
