package org.dasllm.export.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.dasllm.export.weights.ExportType;
import org.dasllm.format.bundle.BundleManifest;
import org.dasllm.format.bundle.Verification;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.progress.Progress;
import org.dasllm.format.safetensors.DType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An export in a process of its own, which ends in the middle of the weights. */
final class KilledExportTest {
    private static final int KILLED = 137;

    @TempDir
    Path dir;

    /** The other process: exports, and halts when three tensors are written. */
    public static final class Main {
        public static void main(String[] args) {
            BundleFixture fixture = new BundleFixture(Path.of(args[0]));
            Export.run(
                    ExportConfig.of(ExportKind.BOTH, ExportType.F32, false),
                    fixture.base(),
                    fixture.adapter(),
                    fixture.report("NON_INFERIOR"),
                    Optional.empty(),
                    fixture.out(),
                    Optional.empty(),
                    Map.of(),
                    new Progress() {
                        @Override
                        public void start(String title, long total, String unit) {}

                        @Override
                        public void update(long done, String note) {
                            if (done == 3) {
                                Runtime.getRuntime().halt(KILLED);
                            }
                        }

                        @Override
                        public void line(String text) {}

                        @Override
                        public void finish() {}
                    });
        }
    }

    @Test
    void leavesNothingThatIsTakenForWhole() throws IOException, InterruptedException {
        BundleFixture fixture = BundleFixture.in(dir, true, DType.F32);
        kill();
        assertThat(fixture.out()).doesNotExist();
        List<Path> left = partial();
        assertThat(left)
                .hasSize(1)
                .allSatisfy(partial ->
                        assertThatThrownBy(() -> Verification.verify(partial)).isInstanceOf(DasllmException.class));

        fixture.export(ExportConfig.of(ExportKind.BOTH, ExportType.F32, false));
        assertThat(Verification.verify(fixture.out()).intact()).isTrue();
        assertThat(partial()).isEmpty();
    }

    @Test
    void leavesTheOlderBundleAsItWas() throws IOException, InterruptedException {
        BundleFixture fixture = BundleFixture.in(dir, true, DType.F32);
        BundleManifest older = fixture.export(ExportConfig.of(ExportKind.MERGED, ExportType.F32, false));
        kill();
        Verification verification = Verification.verify(fixture.out());
        assertThat(verification.intact()).isTrue();
        assertThat(verification.manifest()).isEqualTo(older);
    }

    private void kill() throws IOException, InterruptedException {
        String classPath = Optional.ofNullable(System.getProperty("surefire.test.class.path"))
                .orElse(System.getProperty("java.class.path"));
        Process process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-cp",
                        classPath,
                        Main.class.getName(),
                        dir.toString())
                .redirectErrorStream(true)
                .redirectOutput(dir.resolve("killed.log").toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue())
                .as(Files.readString(dir.resolve("killed.log")))
                .isEqualTo(KILLED);
    }

    private List<Path> partial() throws IOException {
        try (Stream<Path> files = Files.list(dir)) {
            return files.filter(file -> file.getFileName().toString().endsWith(".partial"))
                    .toList();
        }
    }
}
