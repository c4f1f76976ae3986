package org.dasllm.format.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.dasllm.format.error.DasllmException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessLockTest {
    @TempDir
    Path dir;

    @Test
    void theSecondIsRefusedUntilTheFirstLetsGo() {
        Path file = dir.resolve("sub/lock");
        try (ProcessLock first = ProcessLock.acquire(file, "The run")) {
            assertThat(first).isNotNull();
            assertThatThrownBy(() -> ProcessLock.acquire(file, "The run"))
                    .isInstanceOf(DasllmException.class)
                    .hasMessageStartingWith("The run is in use by another process");
        }
        ProcessLock.acquire(file, "The run").close();
    }
}
