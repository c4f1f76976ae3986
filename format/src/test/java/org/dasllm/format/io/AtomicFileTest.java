package org.dasllm.format.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.error.ExitCode;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
    @TempDir
    Path dir;

    @Test
    void makesTheFoldersAbove() throws Exception {
        AtomicFile.writeString(dir.resolve("a/b/c.txt"), "text");
        assertThat(Files.readString(dir.resolve("a/b/c.txt"))).isEqualTo("text");
    }

    @Test
    void aWriteThatFailsHalfWayLeavesTheOldFileAndNothingElse() throws Exception {
        Path file = dir.resolve("f");
        AtomicFile.writeString(file, "old");
        assertThatThrownBy(() -> AtomicFile.write(file, out -> {
                    out.write(new byte[100_000]);
                    throw new IOException("No space left on device");
                }))
                .isInstanceOfSatisfying(
                        DasllmException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.INPUT))
                .hasMessageContaining("The disk is full: " + file)
                .hasMessageContaining("100000")
                .hasMessageContaining("Free space on that disk");
        assertThat(Files.readString(file)).isEqualTo("old");
        assertThat(names()).containsExactly("f");
    }

    @Test
    void aFaultOfTheCallerLeavesTheOldFileToo() throws Exception {
        Path file = dir.resolve("f");
        AtomicFile.writeString(file, "old");
        assertThatThrownBy(() -> AtomicFile.write(file, out -> {
                    out.write(1);
                    throw new IllegalStateException("a fault");
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(Files.readString(file)).isEqualTo("old");
        assertThat(names()).containsExactly("f");
    }

    @Test
    void theOperatingSystemsOwnMessageOfAFullDiskIsKnown() {
        Assumptions.assumeTrue(Files.exists(Path.of("/dev/full")), "no /dev/full on this system");
        assertThatThrownBy(() -> {
                    try (FileOutputStream full = new FileOutputStream("/dev/full")) {
                        full.write(1);
                    }
                })
                .isInstanceOfSatisfying(
                        IOException.class,
                        e -> assertThat(FileFailure.diskFull(e)).isTrue());
    }

    @Test
    void aFolderIsReplacedAsAWhole() throws Exception {
        Path target = dir.resolve("bundle");
        AtomicFile.writeDirectory(target, d -> Files.writeString(d.resolve("old.txt"), "old"));
        AtomicFile.writeDirectory(target, d -> Files.writeString(d.resolve("new.txt"), "new"));
        assertThat(Files.exists(target.resolve("old.txt"))).isFalse();
        assertThat(Files.readString(target.resolve("new.txt"))).isEqualTo("new");
        assertThat(names()).containsExactly("bundle");
    }

    @Test
    void aFolderThatFailsHalfWayLeavesTheOldOne() throws Exception {
        Path target = dir.resolve("bundle");
        AtomicFile.writeDirectory(target, d -> Files.writeString(d.resolve("old.txt"), "old"));
        assertThatThrownBy(() -> AtomicFile.writeDirectory(target, d -> {
                    Files.writeString(d.resolve("new.txt"), "new");
                    throw new IOException("Disk quota exceeded");
                }))
                .hasMessageContaining("The disk is full");
        assertThat(Files.readString(target.resolve("old.txt"))).isEqualTo("old");
        assertThat(names()).containsExactly("bundle");
    }

    @Test
    void whatAKilledProcessLeftIsRemovedAndALivingOnesIsNot() throws Exception {
        Process ended = new ProcessBuilder("true").start();
        ended.waitFor();
        Path leftover = dir.resolve(".f." + ended.pid() + "-0.partial");
        Path inUse = dir.resolve(".f." + ProcessHandle.current().pid() + "-99999.partial");
        Files.writeString(leftover, "half");
        Files.writeString(inUse, "half");
        AtomicFile.writeString(dir.resolve("f"), "whole");
        assertThat(leftover).doesNotExist();
        assertThat(inUse).exists();
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(dir)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
