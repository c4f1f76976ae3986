package org.dasllm.format.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.error.ExitCode;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafetensorsFileTest {
    @TempDir
    Path dir;

    @Test
    void readsWhatTheHeaderSays() throws Exception {
        String json = "{\"__metadata__\":{\"format\":\"pt\"},"
                + "\"b\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},"
                + "\"scalar\":{\"dtype\":\"I16\",\"shape\":[],\"data_offsets\":[8,10],\"extra\":[{}]},"
                + "\"a\":{\"dtype\":\"BF16\",\"shape\":[0,3],\"data_offsets\":[10,10]}}  ";
        ByteBuffer data = ByteBuffer.allocate(10).order(ByteOrder.LITTLE_ENDIAN);
        data.putFloat(1.5f).putFloat(-2).putShort((short) 7);
        try (SafetensorsFile file = SafetensorsFile.open(write(json, data.array()))) {
            assertThat(file.tensors().keySet()).containsExactly("b", "scalar", "a");
            assertThat(file.metadata()).containsEntry("format", "pt");
            assertThat(file.floats("b")).containsExactly(1.5f, -2f);
            assertThat(file.data("b", 4, 4).getFloat()).isEqualTo(-2f);
            assertThat(file.data("scalar").getShort()).isEqualTo((short) 7);
            assertThat(file.info("scalar").elements()).isEqualTo(1);
            assertThat(file.data("a").remaining()).isZero();
            assertThat(file.data("b").isReadOnly()).isTrue();
            assertThatThrownBy(() -> file.data("b", 6, 4)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> file.data("c")).hasMessageContaining("has no tensor 'c'");
            assertThatThrownBy(() -> file.floats("scalar")).hasMessageContaining("I16 is not one of");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
            there is a hole before tensor 'b'         | {"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[1],"data_offsets":[3,4]}}
            there is a hole before tensor 'a'         | {"a":{"dtype":"U8","shape":[2],"data_offsets":[2,4]}}
            data overlaps at tensor 'b'               | {"a":{"dtype":"U8","shape":[3],"data_offsets":[0,3]},"b":{"dtype":"U8","shape":[2],"data_offsets":[2,4]}}
            data overlaps at tensor                   | {"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"b":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}}
            the key 'a' is there twice                       | {"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}}
            the key 'dtype' is there twice                   | {"a":{"dtype":"U8","dtype":"I8","shape":[4],"data_offsets":[0,4]}}
            unknown dtype 'F17'                       | {"a":{"dtype":"F17","shape":[4],"data_offsets":[0,4]}}
            unknown dtype                             | {"a":{"dtype":null,"shape":[4],"data_offsets":[0,4]}}
            has 4 bytes, but F32[2] needs 8           | {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}
            more elements than can be counted         | {"a":{"dtype":"U8","shape":[4294967296,4294967296],"data_offsets":[0,4]}}
            more elements than can be counted         | {"a":{"dtype":"F64","shape":[2305843009213693952],"data_offsets":[0,4]}}
            not a whole number                        | {"a":{"dtype":"U8","shape":[-4],"data_offsets":[0,4]}}
            not a whole number                        | {"a":{"dtype":"U8","shape":[4.0],"data_offsets":[0,4]}}
            not a whole number                        | {"a":{"dtype":"U8","shape":[18446744073709551620],"data_offsets":[0,4]}}
            is not an array                           | {"a":{"dtype":"U8","shape":4,"data_offsets":[0,4]}}
            has the offsets [4, 0]                    | {"a":{"dtype":"U8","shape":[4],"data_offsets":[4,0]}}
            has the offsets [0, 2, 4]                 | {"a":{"dtype":"U8","shape":[4],"data_offsets":[0,2,4]}}
            lacks shape                               | {"a":{"dtype":"U8","data_offsets":[0,4]}}
            lacks data_offsets                        | {"a":{"dtype":"U8","shape":[4]}}
            lacks dtype                               | {"a":{"shape":[4],"data_offsets":[0,4]}}
            does not end at a byte                    | {"a":{"dtype":"F4","shape":[7],"data_offsets":[0,4]}}
            metadata 'k' is not a string              | {"__metadata__":{"k":1},"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}}
            entry 'a' is not an object                | {"a":[4]}
            not a JSON object                         | [1]
            not valid JSON                            | {"a":{"dtype":"U8"
            not valid JSON                            | {"a":{"x":[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]}}
            text after the JSON object                | {} {}
            it has 1 bytes after the last tensor      | {"a":{"dtype":"U8","shape":[3],"data_offsets":[0,3]}}
            it is truncated: the header tells of 5    | {"a":{"dtype":"U8","shape":[5],"data_offsets":[0,5]}}
            """)
    void refuses(String reason, String header) throws Exception {
        assertRefused(write(header, new byte[4]), reason);
    }

    @Test
    void refusesEveryTruncationInOneLine() throws Exception {
        Path whole = write("{\"a\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[0,4]}}", new byte[4]);
        byte[] bytes = Files.readAllBytes(whole);
        for (int length = 0; length < bytes.length; length++) {
            Path cut = Files.write(dir.resolve("cut.safetensors"), Arrays.copyOf(bytes, length));
            assertRefused(cut, "truncated");
        }
        SafetensorsFile.open(whole).close();
    }

    @Test
    void refusesAHeaderLengthBeyondTheLimit() throws Exception {
        for (long length : new long[] {100_000_001L, -1, Long.MIN_VALUE, 0}) {
            byte[] bytes = ByteBuffer.allocate(64)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(length)
                    .array();
            assertRefused(Files.write(dir.resolve("long.safetensors"), bytes), "its header would be");
        }
    }

    @Test
    void refusesAHeaderThatIsNotUtf8() throws Exception {
        byte[] bytes = ByteBuffer.allocate(16)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(8)
                .putLong(-1)
                .array();
        assertRefused(Files.write(dir.resolve("latin.safetensors"), bytes), "not UTF-8");
    }

    @Test
    void opensStories260K() {
        Path data = Path.of(System.getProperty("dasllm.shared"), "data/stories260K");
        Assumptions.assumeTrue(Files.isDirectory(data), "stories260K: ../shared/data/stories260K is absent");
        try (Checkpoint checkpoint = Checkpoint.open(data)) {
            assertThat(checkpoint.info("model.embed_tokens.weight").shape()).containsExactly(512, 64);
            assertThat(checkpoint.floats("model.norm.weight")).hasSize(64).doesNotContain(Float.NaN);
            assertThat(checkpoint.names()).contains("model.layers.4.self_attn.q_proj.weight");
        }
    }

    private Path write(String header, byte[] data) throws IOException {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(8 + json.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(json.length).put(json).put(data);
        return Files.write(dir.resolve("test.safetensors"), bytes.array());
    }

    private static void assertRefused(Path file, String reason) {
        assertThatThrownBy(() -> SafetensorsFile.open(file).close())
                .isInstanceOfSatisfying(
                        DasllmException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.INPUT))
                .hasMessageStartingWith(file + " is not a valid safetensors file: ")
                .hasMessageContaining(reason)
                .hasMessageEndingWith("Download or make the file again.")
                .message()
                .doesNotContain("\n");
    }
}
