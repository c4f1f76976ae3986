package org.dasllm.format.fuzz;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.dasllm.format.safetensors.Checkpoint;
import org.dasllm.format.safetensors.SafetensorsFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Changed headers of safetensors files, and changed indexes of several of them. */
final class SafetensorsFuzzTest {
    private static final String HEADER = "{\"__metadata__\":{\"format\":\"pt\",\"made\":\"by hand\"},"
            + "\"a.weight\":{\"dtype\":\"F32\",\"shape\":[2,3],\"data_offsets\":[0,24]},"
            + "\"a.bias\":{\"dtype\":\"BF16\",\"shape\":[4],\"data_offsets\":[24,32]},"
            + "\"b.weight\":{\"dtype\":\"F16\",\"shape\":[1,2,2],\"data_offsets\":[32,40]},"
            + "\"empty\":{\"dtype\":\"I64\",\"shape\":[0,9],\"data_offsets\":[40,40]},"
            + "\"scalar\":{\"dtype\":\"F64\",\"shape\":[],\"data_offsets\":[40,48]}}";
    private static final int DATA_BYTES = 48;

    private static final String INDEX = "{\"metadata\":{\"total_size\":48},\"weight_map\":{"
            + "\"a.weight\":\"model-00001-of-00002.safetensors\",\"a.bias\":\"model-00001-of-00002.safetensors\","
            + "\"b.weight\":\"model-00001-of-00002.safetensors\",\"empty\":\"model-00001-of-00002.safetensors\","
            + "\"scalar\":\"model-00001-of-00002.safetensors\",\"c\":\"model-00002-of-00002.safetensors\"}}";

    @TempDir
    private Path dir;

    @Test
    void changedHeadersAreReadOrRefused() throws IOException {
        Random random = new Random(Fuzzed.seed(7));
        Mutation mutation = new Mutation(random);
        Fuzzed.Tally tally = new Fuzzed.Tally(1 << 20, 64);
        byte[] whole = file(HEADER.getBytes(StandardCharsets.UTF_8));
        Path file = dir.resolve("changed.safetensors");
        int rounds = Fuzzed.rounds();
        for (int round = 0; round < rounds; round++) {
            // Changes of the text keep the length right, so that they reach the parser; changes of bytes spare nothing.
            byte[] bytes = random.nextInt(4) == 0
                    ? mutation.bytes(whole, whole.length - DATA_BYTES)
                    : file(mutation.json(HEADER).getBytes(StandardCharsets.UTF_8));
            Files.write(file, bytes);
            tally.round("round " + round, bytes.length, () -> read(file));
        }
        tally.check();
    }

    @Test
    void changedIndexesAreReadOrRefused() throws IOException {
        Files.write(dir.resolve("model-00001-of-00002.safetensors"), file(HEADER.getBytes(StandardCharsets.UTF_8)));
        String second = "{\"c\":{\"dtype\":\"F32\",\"shape\":[12],\"data_offsets\":[0,48]}}";
        Files.write(dir.resolve("model-00002-of-00002.safetensors"), file(second.getBytes(StandardCharsets.UTF_8)));
        Mutation mutation = new Mutation(new Random(Fuzzed.seed(8)));
        Fuzzed.Tally tally = new Fuzzed.Tally(1 << 20, 64);
        int rounds = Fuzzed.rounds();
        for (int round = 0; round < rounds; round++) {
            byte[] bytes = mutation.json(INDEX).getBytes(StandardCharsets.UTF_8);
            Files.write(dir.resolve(Checkpoint.INDEX), bytes);
            tally.round(
                    "round " + round, bytes.length, () -> Checkpoint.open(dir).close());
        }
        tally.check();
    }

    private static byte[] file(byte[] header) {
        return ByteBuffer.allocate(Long.BYTES + header.length + DATA_BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(header.length)
                .put(header)
                .array();
    }

    private static void read(Path file) {
        try (SafetensorsFile opened = SafetensorsFile.open(file)) {
            opened.tensors().values().forEach(tensor -> {
                switch (tensor.dtype()) {
                    case F32, F64, BF16, F16 -> opened.floats(tensor.name());
                    default -> opened.data(tensor.name());
                }
            });
        }
    }
}
