package org.dasllm.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.progress.Progress;
import org.dasllm.format.testing.SmallDisk;
import org.dasllm.hub.name.ModelName;
import org.dasllm.hub.pull.FileChoice;
import org.dasllm.hub.pull.Pull;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A disk that is too small, and one that fills up while a model comes: one line each, and the same pull goes on when there is room
 * again.
 */
final class FullDiskPullTest {
    private static final int BYTES = 3_000_000;

    @TempDir
    Path folder;

    /** The other process. Argument: the disk. */
    public static final class Main {
        private Main() {}

        public static void main(String[] arguments) throws IOException, InterruptedException {
            Path disk = Path.of(arguments[0]);
            try (FakeHub hub = new FakeHub()) {
                FakeHub.Repository model = Tiny.on(hub, BYTES);
                fillUpTo(disk, BYTES);
                assertThatThrownBy(() -> pull(hub, disk, Progress.SILENT))
                        .isInstanceOf(DasllmException.class)
                        .hasMessageContaining("org/model needs ")
                        .hasMessageContaining(" left");
                Files.delete(ballast(disk));

                // A copy out of a cache on another disk takes room as well.
                Path cache = disk.resolveSibling("cache");
                pull(hub, cache, Optional.empty(), Progress.SILENT);
                fillUpTo(disk, BYTES);
                assertThatThrownBy(() -> pull(hub, cache, Optional.of(disk.resolve("copy")), Progress.SILENT))
                        .isInstanceOf(DasllmException.class)
                        .hasMessageContaining("org/model needs ")
                        .hasMessageContaining(" left");
                Files.delete(ballast(disk));

                assertThatThrownBy(() -> pull(hub, disk, new Filling(disk)))
                        .isInstanceOf(DasllmException.class)
                        .hasMessageContaining("The disk is full");
                Files.delete(ballast(disk));
                long before = hub.served.get();
                Path whole = pull(hub, disk, Progress.SILENT);
                assertThat(hub.served.get() - before).isLessThan(2L * BYTES);
                for (String name : List.of("model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors")) {
                    assertThat(Files.readAllBytes(whole.resolve(name))).isEqualTo(model.of(name));
                }
            }
        }

        private static Path pull(FakeHub hub, Path disk, Progress progress) throws InterruptedException {
            return pull(hub, disk, Optional.empty(), progress);
        }

        private static Path pull(FakeHub hub, Path home, Optional<Path> to, Progress progress)
                throws InterruptedException {
            Pull pull = new Pull(
                    Tiny.settings(hub.endpoint(), home),
                    ModelName.parse(Tiny.MODEL),
                    new FileChoice(Tiny.TOKENIZER, List.of()),
                    to,
                    2,
                    Tiny.QUICK,
                    progress);
            return pull.run(pull.plan());
        }
    }

    private static Path ballast(Path disk) {
        return disk.resolve("ballast");
    }

    private static void fillUpTo(Path disk, long room) throws IOException {
        try (OutputStream out = Files.newOutputStream(ballast(disk))) {
            while (Files.getFileStore(disk).getUsableSpace() > room + 4096) {
                out.write(new byte[4096]);
            }
        }
    }

    /** Fills the disk when the first bytes have come. */
    private record Filling(Path disk) implements Progress {
        @Override
        public void start(String title, long total, String unit) {}

        @Override
        public void update(long done, String note) {
            if (done == 1 && !Files.exists(ballast(disk))) {
                try {
                    fillUpTo(disk, 0);
                } catch (IOException full) {
                    return;
                }
            }
        }

        @Override
        public void line(String text) {}

        @Override
        public void finish() {}
    }

    @Test
    void isSaidInOneLineAndGoneOnWith() throws IOException, InterruptedException {
        new SmallDisk(folder, "8m").run(Main.class, List.of("-Xmx256m"), Duration.ofMinutes(2));
    }
}
