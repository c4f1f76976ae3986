package org.dasllm.format.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.AtomicFile;
import org.dasllm.format.io.Sha256;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsWriterTest {
    @TempDir
    Path dir;

    private static SafetensorsWriter.Entry bytes(String name, int count) {
        return new SafetensorsWriter.Entry(
                name,
                DType.U8,
                new long[] {count},
                () -> List.of(() -> ByteBuffer.allocate(count).put(0, (byte) 9)));
    }

    @Test
    void readsBackWhatItWrote() {
        Path file = dir.resolve("m.safetensors");
        float[] values = new float[200_000];
        Random random = new Random(7);
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        SafetensorsWriter.write(
                file,
                Map.of("format", "pt", "a", "é"),
                List.of(
                        bytes("z", 3),
                        SafetensorsWriter.floats("f32", new long[] {2, 100_000}, values, DType.F32),
                        SafetensorsWriter.floats("bf16", new long[] {200_000}, values, DType.BF16),
                        SafetensorsWriter.floats("f16", new long[] {200_000, 1}, values, DType.F16),
                        SafetensorsWriter.floats("empty", new long[] {0, 4}, new float[0], DType.F32),
                        SafetensorsWriter.floats("scalar", new long[0], new float[] {3}, DType.F64)));
        try (SafetensorsFile read = SafetensorsFile.open(file)) {
            assertThat(read.tensors().keySet()).containsExactly("scalar", "empty", "f32", "bf16", "f16", "z");
            assertThat(read.metadata()).isEqualTo(Map.of("format", "pt", "a", "é"));
            assertThat(read.floats("f32")).isEqualTo(values);
            assertThat(read.floats("scalar")).containsExactly(3f);
            assertThat(read.floats("empty")).isEmpty();
            float[] bf16 = read.floats("bf16");
            float[] f16 = read.floats("f16");
            for (int i = 0; i < values.length; i++) {
                assertThat(Math.abs(bf16[i] - values[i])).isLessThanOrEqualTo(Math.abs(values[i]) / 256);
                assertThat(Math.abs(f16[i] - values[i])).isLessThanOrEqualTo(Math.abs(values[i]) / 2048 + 0x1p-25f);
            }
        }
    }

    @Test
    void padsTheHeaderAndGivesTheSameBytesForTheSameTensors() throws Exception {
        Path one = dir.resolve("one");
        Path two = dir.resolve("two");
        SafetensorsWriter.write(one, Map.of("k", "v"), List.of(bytes("a", 1), bytes("bb", 2)));
        SafetensorsWriter.write(two, Map.of("k", "v"), List.of(bytes("bb", 2), bytes("a", 1)));
        byte[] written = Files.readAllBytes(one);
        assertThat(written).isEqualTo(Files.readAllBytes(two));
        long header = ByteBuffer.wrap(written).order(ByteOrder.LITTLE_ENDIAN).getLong();
        assertThat(header % 8).isZero();
        String json = new String(written, 8, (int) header, StandardCharsets.UTF_8);
        assertThat(json.stripTrailing())
                .isEqualTo("{\"__metadata__\":{\"k\":\"v\"},"
                        + "\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]},"
                        + "\"bb\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[1,3]}}");
    }

    @Test
    void severalThreadsGiveTheSameBytesAsOne() throws Exception {
        List<SafetensorsWriter.Entry> entries = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            float[] values = new float[i % 3 == 0 ? 0 : 7_001 * i];
            Arrays.fill(values, i);
            entries.add(SafetensorsWriter.floats("t" + i, new long[] {values.length}, values, DType.BF16));
        }
        int[] written = {0};
        SafetensorsWriter.write(dir.resolve("one"), Map.of(), entries, () -> written[0]++);
        assertThat(written[0]).isEqualTo(40);
        String hash = SafetensorsWriter.writeHashed(dir.resolve("many"), Map.of(), entries, 3, () -> written[0]++);
        assertThat(written[0]).isEqualTo(80);
        assertThat(dir.resolve("many")).hasSameBinaryContentAs(dir.resolve("one"));
        assertThat(hash).isEqualTo(Sha256.ofFile(dir.resolve("one")));
    }

    @Test
    void aPieceThatCannotBeMadeIsToldAsItIsWithAnyNumberOfThreads() {
        DasllmException refused = DasllmException.input("element 3 is not a number", "train again");
        SafetensorsWriter.Entry broken = new SafetensorsWriter.Entry(
                "b",
                DType.U8,
                new long[] {1},
                () -> List.of(() -> {
                    throw refused;
                }));
        for (int threads = 1; threads <= 3; threads++) {
            int some = threads;
            assertThatThrownBy(() -> SafetensorsWriter.writeHashed(
                            dir.resolve("m"), Map.of(), List.of(bytes("a", 1), broken), some, () -> {}))
                    .isSameAs(refused);
            assertThat(dir.toFile().list()).isEmpty();
        }
    }

    @Test
    void aWriteThatFailsAtAnyByteLeavesTheOldFile() throws Exception {
        Path file = dir.resolve("m.safetensors");
        SafetensorsWriter.write(file, Map.of(), List.of(bytes("old", 5)));
        byte[] old = Files.readAllBytes(file);
        List<SafetensorsWriter.Entry> entries = List.of(bytes("a", 40), bytes("b", 40));
        for (int limit = 0; limit < 200; limit += 23) {
            int room = limit;
            assertThatThrownBy(() -> AtomicFile.writeChannel(
                            file,
                            channel -> SafetensorsWriter.write(
                                    new FullDisk(channel, room), Map.of(), entries, 1, () -> {})))
                    .isInstanceOf(DasllmException.class)
                    .hasMessageContaining("The disk is full: " + file);
            assertThat(Files.readAllBytes(file)).isEqualTo(old);
            assertThat(dir.toFile().list()).hasSize(1);
        }
    }

    @Test
    void contentThatDoesNotFitItsShapeIsAFault() {
        SafetensorsWriter.Entry wrong = new SafetensorsWriter.Entry(
                "a", DType.F32, new long[] {2}, () -> List.of(() -> ByteBuffer.allocate(4)));
        assertThatThrownBy(() -> SafetensorsWriter.write(dir.resolve("m"), Map.of(), List.of(wrong)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("tensor 'a' gave 4 bytes, but F32[2] needs 8");
        assertThat(dir.resolve("m")).doesNotExist();
    }

    @Test
    void aNameGivenTwiceIsAFault() {
        assertThatThrownBy(() ->
                        SafetensorsWriter.write(dir.resolve("m"), Map.of(), List.of(bytes("a", 1), bytes("a", 1))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'a' is there twice");
    }

    /** Takes {@code room} bytes and then has no more space. */
    private static final class FullDisk implements WritableByteChannel {
        private final WritableByteChannel channel;
        private int room;

        FullDisk(WritableByteChannel channel, int room) {
            this.channel = channel;
            this.room = room;
        }

        @Override
        public int write(ByteBuffer bytes) throws IOException {
            if (room == 0) {
                throw new IOException("No space left on device");
            }
            int fits = Math.min(room, bytes.remaining());
            ByteBuffer some = bytes.slice(bytes.position(), fits);
            channel.write(some);
            bytes.position(bytes.position() + fits);
            room -= fits;
            return fits;
        }

        @Override
        public boolean isOpen() {
            return channel.isOpen();
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
