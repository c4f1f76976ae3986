package org.dasllm.format.version;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.dasllm.format.error.DasllmException;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@NullMarked
class FileKindTest {
    private static final FileKind NOTE = new FileKind("a note", "version", 2);
    private static final FileKind FIRST_NOTE = new FileKind("a note", "version", 1);

    @TempDir
    Path dir;

    record Note(int version, String text) {}

    private Path file(String json) throws IOException {
        return Files.writeString(dir.resolve("note.json"), json);
    }

    @Test
    void everyVersionUpToTheNewestIsRead() throws IOException {
        assertThat(NOTE.read(file("{\"version\": 1, \"text\": \"a\"}"), Note.class))
                .isEqualTo(new Note(1, "a"));
        assertThat(NOTE.read(file("{\"version\": 2, \"text\": \"a\"}"), Note.class))
                .isEqualTo(new Note(2, "a"));
    }

    @Test
    void aFileWithoutAVersionIsOfTheFirst() throws IOException {
        assertThat(NOTE.read(file("{\"text\": \"a\"}"), Note.class)).isEqualTo(new Note(1, "a"));
        assertThat(NOTE.readTree(file("{\"text\": \"a\"}")).has("version")).isFalse();
    }

    @Test
    void aNewerVersionIsRefusedByNameWhateverElseIsInTheFile() throws IOException {
        Path file = file("{\"version\": 3, \"pages\": [1, 2]}");
        String expected = file + " is a note of version 3, and this program reads versions 1 to 2."
                + " Use a newer dasllm, such as the one that wrote it.";
        assertThatThrownBy(() -> NOTE.read(file, Note.class))
                .isInstanceOf(DasllmException.class)
                .hasMessage(expected);
        assertThatThrownBy(() -> NOTE.readTree(file)).hasMessage(expected);
        assertThatThrownBy(() -> FIRST_NOTE.read(file, Note.class)).hasMessageContaining("reads version 1.");
    }

    @Test
    void aVersionBeyondAllIntegersIsANewerOne() throws IOException {
        Path file = file("{\"version\": 99999999999999999999, \"text\": \"a\"}");
        assertThatThrownBy(() -> NOTE.read(file, Note.class)).hasMessageContaining("of version 99999999999999999999,");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "1.0", "1.5", "\"1\"", "null", "true", "[1]"})
    void whatIsNoVersionIsRefused(String version) throws IOException {
        Path file = file("{\"version\": " + version + ", \"text\": \"a\"}");
        assertThatThrownBy(() -> NOTE.read(file, Note.class))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining("its version is " + version + " instead of a whole number from 1");
    }

    @Test
    void faultsOfAFileWithoutAVersionNameItsLines() throws IOException {
        Path file = file("{\n  \"text\" : [ 1 ],\n  \"more\" : 1\n}\n");
        assertThatThrownBy(() -> NOTE.read(file, Note.class)).hasMessageStartingWith(file + ", line 2");
    }

    @Test
    void whatIsNoObjectIsRefusedAsItsTypeSays() throws IOException {
        Path file = file("[1]");
        assertThatThrownBy(() -> NOTE.read(file, Note.class)).isInstanceOf(DasllmException.class);
    }
}
