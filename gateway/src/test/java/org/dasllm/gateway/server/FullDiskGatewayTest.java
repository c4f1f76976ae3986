package org.dasllm.gateway.server;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.dasllm.format.testing.SmallDisk;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A disk that fills up under the gateway: no client sees it, every exchange is counted, and what is on the disk is whole.
 */
final class FullDiskGatewayTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path folder;

    @Test
    void trafficDoesNotNoticeAFullDisk() throws IOException, InterruptedException {
        new SmallDisk(folder, "1m").run(FullDiskGateway.class, List.of("-Xmx256m"), Duration.ofMinutes(5));
    }
}
