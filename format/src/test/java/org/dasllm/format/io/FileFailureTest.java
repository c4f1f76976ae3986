package org.dasllm.format.io;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.dasllm.format.error.DasllmException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileFailureTest {
    @Test
    void aFolderThatIsNotThereIsNamed(@TempDir Path dir) {
        Path file = dir.resolve("absent").resolve("a.pem");
        assertThatThrownBy(() -> {
                    try {
                        Files.writeString(file, "a");
                    } catch (IOException e) {
                        throw FileFailure.writing(file, 0, e);
                    }
                })
                .hasMessage(file + " cannot be written, as there is no folder " + dir.resolve("absent")
                        + ". Make the folder, or name another.");
    }

    /** As where a folder is removed and made again beside a running command. */
    @Test
    void aFileThatWasRemovedWhileItWasWrittenIsCalledThat(@TempDir Path dir) {
        Path file = dir.resolve("manifest.json");
        assertThatThrownBy(() -> AtomicFile.write(file, out -> {
                    try (Stream<Path> partial = Files.list(dir)) {
                        for (Path each : partial.toList()) {
                            Files.delete(each);
                        }
                    }
                }))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining(
                        "manifest.json cannot be written: somebody removed it, or a folder above it, meanwhile");
    }
}
