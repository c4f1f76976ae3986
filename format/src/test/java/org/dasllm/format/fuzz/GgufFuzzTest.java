package org.dasllm.format.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.dasllm.format.gguf.GgufFile;
import org.dasllm.format.gguf.GgufMetadata;
import org.dasllm.format.gguf.GgufTensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Changed headers of GGUF files. */
final class GgufFuzzTest {
    private static final Path REFERENCE = Path.of("src/test/resources/reference/gguf");
    private static final String PART = "split-0000%d-of-00003.gguf";

    @TempDir
    private Path dir;

    @Test
    void changedHeadersAreReadOrRefused() throws IOException {
        byte[] whole = Files.readAllBytes(REFERENCE.resolve("values.gguf"));
        fuzz(whole, 2300, dir.resolve("changed.gguf"), 5, Fuzzed.rounds());
    }

    @Test
    void changedFirstPartsAreReadOrRefused() throws IOException {
        for (int i = 2; i <= 3; i++) {
            String part = String.format(PART, i);
            Files.copy(REFERENCE.resolve(part), dir.resolve(part));
        }
        String first = String.format(PART, 1);
        byte[] whole = Files.readAllBytes(REFERENCE.resolve(first));
        fuzz(whole, 380, dir.resolve(first), 6, Fuzzed.rounds() / 2);
    }

    private static void fuzz(byte[] whole, int header, Path file, long seed, int rounds) throws IOException {
        Random random = new Random(Fuzzed.seed(seed));
        Mutation mutation = new Mutation(random);
        // A buffer of 64 KiB for each array that is read, and objects of a hundred bytes for texts and tensors of ten.
        Fuzzed.Tally tally = new Fuzzed.Tally(4 << 20, 64);
        for (int round = 0; round < rounds; round++) {
            byte[] bytes = mutation.bytes(whole, header);
            Files.write(file, bytes);
            boolean asEveryKind = round % 50 == 0;
            tally.round("round " + round, bytes.length, () -> read(file, asEveryKind));
        }
        tally.check();
    }

    private static void read(Path file, boolean asEveryKind) {
        try (GgufFile opened = GgufFile.open(file)) {
            for (GgufTensor tensor : opened.tensors().values()) {
                if (tensor.type().isFloating()) {
                    opened.floats(tensor.name());
                }
            }
            GgufMetadata metadata = opened.metadata();
            if (asEveryKind) {
                metadata.keys().forEach(key -> readAsEveryKind(metadata, key));
            }
            metadata.texts("test.texts");
            metadata.wholes("test.wholes");
            metadata.reals("test.reals");
        }
    }

    /** At most one of them fits the value; the others refuse it, in one line too. */
    private static void readAsEveryKind(GgufMetadata metadata, String key) {
        for (Consumer<String> reader : List.<Consumer<String>>of(
                metadata::text,
                metadata::flag,
                metadata::whole,
                metadata::real,
                metadata::texts,
                metadata::wholes,
                metadata::reals)) {
            Fuzzed.readOrRefused(() -> reader.accept(key));
        }
    }
}
