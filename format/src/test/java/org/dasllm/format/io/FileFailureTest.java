package org.dasllm.format.io;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
}
