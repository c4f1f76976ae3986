package org.dasllm.harvest.recorded;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.ServiceLoader;
import java.util.function.Consumer;
import org.dasllm.format.error.DasllmException;
import org.dasllm.harvest.config.RecordedKeys;

/** The rows of a Parquet file, where this installation can read one. */
final class ParquetTable {
    private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);

    private ParquetTable() {}

    /** By its first bytes. */
    static boolean is(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return Arrays.equals(in.readNBytes(MAGIC.length), MAGIC);
        }
    }

    static void read(Path file, RecordedKeys keys, Consumer<Row> each) {
        TableReader reader = ServiceLoader.load(TableReader.class)
                .findFirst()
                .orElseThrow(() -> DasllmException.input(
                        file + " is a Parquet file, and this installation has no reader of them",
                        "Use the whole installation, or write the file as JSON Lines"));
        long[] number = {0};
        reader.read(file, json -> {
            long row = ++number[0];
            try {
                each.accept(new Row(file, row, row, ((Value.Fields) ValueReader.parse(json)).values(), keys));
            } catch (IOException e) {
                throw new IllegalStateException("a row of a table that is no JSON", e);
            }
        });
        if (number[0] == 0) {
            throw DasllmException.input(file + " holds no row", keys.leaveOut() + ", or make it again");
        }
    }
}
