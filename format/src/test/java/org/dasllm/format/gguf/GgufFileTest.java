package org.dasllm.format.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.Json;
import org.dasllm.format.safetensors.SafetensorsFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Beside what the gguf package for Python reads; tools/reference/gguf_files.py made the files. */
final class GgufFileTest {
    private static final Path REFERENCE = Path.of("src/test/resources/reference/gguf");
    private static final Path VALUES = REFERENCE.resolve("values.gguf");

    @TempDir
    private Path dir;

    @ParameterizedTest
    @EnumSource
    void everyTypeIsReadBitForBit(TensorType type) {
        String name = type.name().toLowerCase(Locale.ROOT);
        try (GgufFile file = GgufFile.open(VALUES)) {
            if (!type.isFloating()) {
                assertThat(file.tensors()).containsKey("i32");
                assertThatThrownBy(() -> file.floats("i32")).hasMessageContaining("whole numbers of type I32");
                return;
            }
            try (SafetensorsFile expected = SafetensorsFile.open(REFERENCE.resolve("values.safetensors"))) {
                assertThat(file.tensor(name).type()).isEqualTo(type);
                assertThat(file.tensor(name).shape()).containsExactly(2L, 256L);
                assertThat(bits(file.floats(name))).isEqualTo(bits(expected.floats(name)));
                float[] second = Arrays.copyOfRange(expected.floats(name), 256, 512);
                assertThat(bits(file.rows(name, 1, 1))).isEqualTo(bits(second));
            }
        }
    }

    private static int[] bits(float[] values) {
        int[] bits = new int[values.length];
        Arrays.setAll(bits, i -> Float.floatToRawIntBits(values[i]));
        return bits;
    }

    @Test
    void valuesOfEveryKindAreRead() {
        JsonNode facts = Json.readTree(REFERENCE.resolve("facts.json"));
        try (GgufFile file = GgufFile.open(VALUES)) {
            GgufMetadata read = file.metadata();
            for (String kind : List.of("uint8", "int8", "uint16", "int16", "uint32", "int32", "uint64", "int64")) {
                assertThat(read.whole("test." + kind))
                        .as(kind)
                        .hasValue(facts.get("test." + kind).longValue());
            }
            assertThat(read.real("test.float32").orElseThrow()).isEqualTo(0.1f);
            assertThat(read.real("test.float64")).hasValue(0.1);
            assertThat(read.real("test.uint8").orElseThrow()).isCloseTo(200, within(0.0));
            assertThat(read.flag("test.true")).contains(true);
            assertThat(read.flag("test.false")).contains(false);
            assertThat(read.text("test.text")).contains(facts.get("test.text").textValue());
            assertThat(read.text("test.absent")).isEmpty();
            assertThat(read.texts("test.texts")).contains(List.of("<s>", "", "Größe", "▁the"));
            assertThat(read.wholes("test.wholes").orElseThrow()).containsExactly(1, 3, -6, 2);
            assertThat(read.reals("test.reals").orElseThrow()).containsExactly(0, -1.5, 0.25);
        }
    }

    @Test
    void aValueOfAnotherKindIsRefusedByName() {
        try (GgufFile file = GgufFile.open(VALUES)) {
            assertThatThrownBy(() -> file.metadata().whole("test.text"))
                    .isInstanceOf(DasllmException.class)
                    .hasMessageContaining("the key 'test.text' holds text, and a whole number is expected");
            assertThatThrownBy(() -> file.metadata().texts("test.wholes"))
                    .hasMessageContaining("the key 'test.wholes' holds a whole number, and an array of texts");
            assertThatThrownBy(() -> file.tensor("absent")).hasMessageContaining("has no tensor 'absent'");
        }
    }

    @Test
    void versionTwoIsReadAndOthersAreNamed() throws IOException {
        Path two = changed(bytes -> bytes.putInt(4, 2));
        try (GgufFile file = GgufFile.open(two)) {
            assertThat(file.tensors()).hasSize(17);
        }
        refused(bytes -> bytes.putInt(4, 1), "version 1, and versions 2 and 3 are read");
        refused(bytes -> bytes.putInt(4, 3 << 24), "big-endian");
        refused(bytes -> bytes.putInt(0, 7), "does not begin with 'GGUF'");
    }

    @Test
    void whatTheHeaderSaysIsChecked() throws IOException {
        refused(bytes -> bytes.putLong(8, 1L << 40), "tensors");
        refused(bytes -> bytes.putLong(8, -1), "tensors");
        refused(bytes -> bytes.putLong(16, 1L << 50), "keys, and");
        int text = find("test.text");
        refused(bytes -> bytes.putLong(text + 9 + 4, 1L << 33), "bytes in the value of 'test.text'");
        refused(bytes -> bytes.putInt(text + 9, 77), "unknown kind 77");
        int array = find("test.wholes");
        refused(bytes -> bytes.putInt(array + 11 + 4, 9), "arrays within an array");
        refused(bytes -> bytes.putLong(array + 11 + 8, Long.MAX_VALUE), "values of 'test.wholes'");
        int tensor = find("q4_k");
        refused(bytes -> bytes.putInt(tensor + 4, 5), "its tensor 'q4_k' has 5 dimensions");
        refused(bytes -> bytes.putLong(tensor + 8, 255), "rows of 255 elements, and Q4_K has blocks of 256");
        refused(bytes -> bytes.putLong(tensor + 16, Long.MAX_VALUE / 2), "more elements than any file");
        refused(bytes -> bytes.putLong(tensor + 16, 0), "a dimension of 0");
        refused(bytes -> bytes.putLong(tensor + 16, 1 << 20), "is truncated: its tensor 'q4_k' needs");
        refused(bytes -> bytes.putInt(tensor + 24, 16), "is of type IQ2_XXS, which is not read");
        refused(bytes -> bytes.putLong(tensor + 28, 0), "lies over another");
        refused(bytes -> bytes.putLong(tensor + 28, 33), "begins at 33, no multiple of 32");
    }

    @Test
    void aFileThatIsCutOffAnywhereIsRefused() throws IOException {
        byte[] whole = Files.readAllBytes(VALUES);
        long end;
        try (GgufFile file = GgufFile.open(VALUES)) {
            end = file.tensors().values().stream()
                    .mapToLong(tensor -> tensor.begin() + tensor.bytes())
                    .max()
                    .orElseThrow();
        }
        Path cut = dir.resolve("cut.gguf");
        for (int length = 0; length < end; length += 101) {
            Files.write(cut, Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> GgufFile.open(cut)).isInstanceOf(DasllmException.class);
        }
    }

    private static int find(String name) throws IOException {
        String bytes = new String(Files.readAllBytes(VALUES), StandardCharsets.ISO_8859_1);
        return bytes.indexOf(name);
    }

    private Path changed(Consumer<ByteBuffer> change) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(VALUES)).order(ByteOrder.LITTLE_ENDIAN);
        change.accept(bytes);
        return Files.write(dir.resolve("changed.gguf"), bytes.array());
    }

    private void refused(Consumer<ByteBuffer> change, String why) throws IOException {
        Path changed = changed(change);
        assertThatThrownBy(() -> GgufFile.open(changed))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining("changed.gguf is not a GGUF file that can be read")
                .hasMessageContaining(why);
    }
}
