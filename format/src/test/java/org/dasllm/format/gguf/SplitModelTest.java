package org.dasllm.format.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.safetensors.SafetensorsFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three parts that the gguf package for Python has cut (tools/reference/gguf_files.py). */
final class SplitModelTest {
    private static final Path REFERENCE = Path.of("src/test/resources/reference/gguf");

    @TempDir
    private Path dir;

    @BeforeEach
    void copied() throws IOException {
        for (int i = 1; i <= 3; i++) {
            Files.copy(REFERENCE.resolve(part(i)), dir.resolve(part(i)));
        }
    }

    @Test
    void partsAreReadAsOne() {
        try (GgufFile file = GgufFile.open(dir.resolve(part(1)));
                SafetensorsFile expected = SafetensorsFile.open(REFERENCE.resolve("split.safetensors"))) {
            assertThat(file.metadata().text("test.text")).contains("Größe 漢字 🙂");
            assertThat(file.metadata().texts("test.texts")).contains(List.of("<s>", "", "Größe", "▁the"));
            assertThat(file.tensors().keySet()).containsExactly("t0", "t1", "t2", "t3", "t4");
            for (String name : file.tensors().keySet()) {
                assertThat(file.floats(name)).as(name).containsExactly(expected.floats(name));
                assertThat(file.data(name, 0, 256)).isEqualTo(expected.data(name));
            }
            assertThat(file.path()).isEqualTo(dir.resolve(part(1)));
            assertThat(file.path("t3")).isEqualTo(dir.resolve(part(2)));
        }
    }

    @Test
    void aPartThatIsNotTheFirstNamesIt() {
        refused(part(2), "is part 2 of 3 of a model", "Name the first part: " + part(1));
    }

    @Test
    void aMissingPartIsNamed() throws IOException {
        Files.delete(dir.resolve(part(3)));
        refused(part(1), "The part " + dir.resolve(part(3)) + " of ", "is missing", "put all 3 parts into one folder");
    }

    @Test
    void aRenamedFirstPartCannotFindTheOthers() throws IOException {
        Files.move(dir.resolve(part(1)), dir.resolve("model.gguf"));
        refused("model.gguf", "its name does not end in '-00001-of-00003.gguf'", "Give all parts the names they had");
    }

    @Test
    void aPartInThePlaceOfAnotherIsNamed() throws IOException {
        Files.delete(dir.resolve(part(3)));
        Files.copy(dir.resolve(part(2)), dir.resolve(part(3)));
        refused(
                part(1),
                dir.resolve(part(3)) + " is not the part of " + dir.resolve(part(1)) + " that its name says",
                "it says that it is part 2 of 3");
    }

    @Test
    void aWholeFileInThePlaceOfAPartIsNamed() throws IOException {
        Files.delete(dir.resolve(part(2)));
        Files.copy(REFERENCE.resolve("values.gguf"), dir.resolve(part(2)));
        refused(part(1), "it says that it is no part of anything");
    }

    @Test
    void aPartOfAnotherModelIsNoticedByItsTensors() throws IOException {
        // Another model's second part, with a tensor that the first part has too.
        overwrite(part(2), "t2", 1, (byte) '0');
        refused(part(1), dir.resolve(part(2)) + " is not the part", "it has the tensor 't0', which ", part(1));
    }

    @Test
    void aNumberOfTensorsThatDoesNotAddUpIsSaid() throws IOException {
        String key = "split.tensors.count";
        overwrite(part(1), key, key.length() + Integer.BYTES, (byte) 7, (byte) 0, (byte) 0, (byte) 0);
        refused(part(1), "the first of 3 parts that have 5 tensors together, and it says 7");
    }

    private void refused(String file, String... said) {
        assertThatThrownBy(() -> GgufFile.open(dir.resolve(file)))
                .isInstanceOf(DasllmException.class)
                .hasMessageContainingAll(said);
    }

    /** Overwrites what comes {@code after} bytes behind the begin of a name. */
    private void overwrite(String file, String name, int after, byte... values) throws IOException {
        byte[] bytes = Files.readAllBytes(dir.resolve(file));
        System.arraycopy(values, 0, bytes, find(bytes, name) + after, values.length);
        Files.write(dir.resolve(file), bytes);
    }

    private static int find(byte[] bytes, String name) {
        return new String(bytes, StandardCharsets.ISO_8859_1).indexOf(name);
    }

    private static String part(int number) {
        return "split-0000" + number + "-of-00003.gguf";
    }
}
