package org.dasllm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code dasllm backup} and {@code dasllm restore}, of a finished run that is kept with the tests. */
final class BackupCommandTest {
    private static final Path KEPT = Path.of("cli", "src", "test", "fixtures", "run-0.1.0", "run");

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path folder;

    private String at(String path) {
        return folder.resolve(path).toString();
    }

    @BeforeEach
    void copy() throws IOException {
        Path run = folder.resolve("run");
        try (Stream<Path> files = Files.walk(KEPT)) {
            for (Path file : files.toList()) {
                Files.copy(file, run.resolve(KEPT.relativize(file).toString()));
            }
        }
    }

    @Test
    void aSignedBundleComesBackWithItsSignatureAndItsReport() {
        Outcome.of("sign", "--new-key", at("owner"));
        assertThat(Outcome.of("sign", at("run/bundle"), "--key", at("owner"), "--name", "owner")
                        .exitCode())
                .isZero();
        Outcome backup = Outcome.of("backup", at("run/bundle"), at("store"));
        assertThat(backup.exitCode()).as(backup.errors().toString()).isZero();
        assertThat(backup.out().get(0)).startsWith("backup ").contains(" of run: ");
        Outcome again = Outcome.of("backup", at("run/bundle"), at("store"));
        assertThat(again.out().get(0)).startsWith("unchanged since ").contains("; 0 objects written");
        Outcome restored = Outcome.of("restore", at("store"), at("there"));
        assertThat(restored.exitCode()).as(restored.errors().toString()).isZero();
        String publicKey = Stream.of("owner.pub", "owner.pub.pem")
                .map(this::at)
                .filter(file -> Files.exists(Path.of(file)))
                .findFirst()
                .orElseThrow();
        Outcome verified = Outcome.of("verify", at("there/bundle"), "--key", publicKey);
        assertThat(verified.exitCode()).as(verified.errors().toString()).isZero();
        assertThat(folder.resolve("there/evaluation/report.json"))
                .hasSameBinaryContentAs(KEPT.resolve("evaluation/report.json"));
        assertThat(folder.resolve("there/manifest.json")).hasSameBinaryContentAs(KEPT.resolve("manifest.json"));
        assertThat(Outcome.of("restore", at("store"), "--list").out()).hasSize(1);
    }

    @Test
    void whatIsWrongIsOneLine() throws IOException {
        assertThat(Outcome.of("backup", at("run/dataset"), at("store")).error())
                .contains("neither a bundle nor the folder of a run");
        assertThat(Outcome.of("backup", at("run/bundle"), at("run/store")).error())
                .contains("would hold its own backup");
        assertThat(Outcome.of("backup", at("run/bundle"), "gopher://there").error())
                .contains("There is no store of the kind gopher://");
        assertThat(Outcome.of("backup", at("run/bundle"), at("store"), "--endpoint", "http://127.0.0.1:9")
                        .error())
                .contains("neither an endpoint nor a region");
        assertThat(Outcome.of("restore", at("store"), at("there")).error()).contains("There is no backup in");
        assertThat(Outcome.of("restore", at("store")).error()).contains("No folder is named");
        assertThat(Outcome.of("serve", "--from-backup", at("store")).error())
                .contains("There is no folder to restore the backup into");
        assertThat(Outcome.of("serve", "--from-backup", at("store"), at("there"), "--port", "0")
                        .error())
                .contains("There is no backup in");
        assertThat(Outcome.of("serve", at("run/bundle"), "--region", "eu-central-1")
                        .error())
                .contains("--region is about a backup, and there is no --from-backup");
        assertThat(Outcome.of("serve", at("run/bundle"), "--backup-name", "mine")
                        .error())
                .contains("--backup-name is about a backup, and there is no --from-backup");
        assertThat(Outcome.of("restore", at("store"), "--list", "--backup", "x").error())
                .contains("--backup chooses what is restored, and --list restores nothing");
        Files.writeString(folder.resolve("file"), "");
        assertThat(Outcome.of("backup", at("run/bundle"), at("file")).error()).contains("is not a folder");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(path -> String.valueOf(path.getFileName())))
                    .containsExactlyInAnyOrderElementsOf(List.of("run", "file"));
        }
    }
}
