package org.dasllm.format.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HashMemoryTest {
    private static final long LATER = 3_600_000;

    @TempDir
    Path dir;

    private final List<Path> read = new ArrayList<>();
    private long ahead = LATER;
    private final HashMemory memory = new HashMemory(() -> System.currentTimeMillis() + ahead);
    private Path file = Path.of("");

    @BeforeEach
    void write() throws IOException {
        file = Files.writeString(dir.resolve("file"), "content");
    }

    private String hash(Path of) {
        return memory.of(of, path -> {
            read.add(path);
            return Sha256.ofFile(path);
        });
    }

    @Test
    void readsAFileOnce() throws IOException {
        String first = hash(file);
        assertThat(hash(file)).isEqualTo(first).isEqualTo(Sha256.ofString("content"));
        assertThat(read).hasSize(1);
        // The same file under another name is the same inode, and need not be read either.
        Files.createLink(dir.resolve("linked"), file);
        hash(file);
        hash(dir.resolve("linked"));
        assertThat(read).hasSize(2);
    }

    @Test
    void readsAChangedFileAgain() throws IOException {
        hash(file);
        FileTime modified = Files.getLastModifiedTime(file);
        Files.writeString(file, "CONTENT");
        Files.setLastModifiedTime(file, modified);
        assertThat(hash(file)).isEqualTo(Sha256.ofString("CONTENT"));
        Files.writeString(file, "longer content");
        assertThat(hash(file)).isEqualTo(Sha256.ofString("longer content"));
        Path other = Files.writeString(dir.resolve("other"), "exchange");
        Files.move(other, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        assertThat(hash(file)).isEqualTo(Sha256.ofString("exchange"));
        assertThat(read).hasSize(4);
    }

    /** Within the grain of a file system's clock a second change would look like none. */
    @Test
    void doesNotRememberWhatHasJustChanged() {
        ahead = 0;
        hash(file);
        hash(file);
        assertThat(read).hasSize(2);
    }

    @Test
    void doesNotRememberWhatChangesWhileItIsRead() throws IOException {
        Path growing = file;
        memory.of(growing, path -> {
            try {
                Files.writeString(path, "more than there was");
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
            return "half";
        });
        assertThat(hash(file)).isEqualTo(Sha256.ofString("more than there was"));
    }

    @Test
    void aFolderIsHashedByItsFiles() throws IOException {
        Path folder = Files.createDirectory(dir.resolve("folder"));
        Files.writeString(folder.resolve("a"), "1");
        String before = Sha256.ofTree(folder);
        assertThat(Sha256.of(folder)).isEqualTo(before);
        Files.writeString(folder.resolve("a"), "2");
        assertThat(Sha256.ofTree(folder)).isNotEqualTo(before);
    }
}
