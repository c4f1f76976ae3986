package org.dasllm.trainer.estimate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostMemoryTest {
    @TempDir
    private Path root;

    private void write(String path, String text) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    @Test
    void theMachineTellsWhatIsAvailable() throws IOException {
        write("proc/meminfo", "MemTotal:       2000 kB\nMemFree:         100 kB\nMemAvailable:    900 kB\n");
        write("proc/self/status", "Name:\tjava\nVmRSS:\t     300 kB\nRssAnon:\t     200 kB\n");
        HostMemory host = new HostMemory(root);
        assertThat(host.available()).hasValue(900 * 1024);
        assertThat(host.resident()).hasValue(200 * 1024);
    }

    @Test
    void aContainersLimitCountsAndSoDoesOneAroundIt() throws IOException {
        write("proc/meminfo", "MemAvailable:    90000 kB\n");
        write("proc/self/cgroup", "0::/outer/inner\n");
        write("sys/fs/cgroup/outer/inner/memory.max", "max\n");
        write("sys/fs/cgroup/outer/memory.max", "5000000\n");
        write("sys/fs/cgroup/outer/memory.current", "3000000\n");
        write("sys/fs/cgroup/outer/memory.stat", "anon 1\ninactive_file 400000\n");
        assertThat(new HostMemory(root).available()).hasValue(2_400_000);
        write("sys/fs/cgroup/outer/inner/memory.max", "700000\n");
        write("sys/fs/cgroup/outer/inner/memory.current", "100000\n");
        assertThat(new HostMemory(root).available()).hasValue(600_000);
    }

    @Test
    void whereNothingIsToldNothingIsKnown() {
        assertThat(new HostMemory(root).available()).isEmpty();
        assertThat(new HostMemory(root).resident()).isEmpty();
    }
}
