package org.dasllm.harvest.recorded;

import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Consumer;
import org.dasllm.harvest.config.RecordedConfig;

/** Reads recorded traffic row by row. */
final class RowReader {
    private RowReader() {}

    /** JSON by the file's ending, else CSV. */
    static void read(Path file, RecordedConfig config, Consumer<Row> each) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        if (name.endsWith(".jsonl") || name.endsWith(".ndjson") || name.endsWith(".json")) {
            JsonRows.read(file, each);
        } else {
            CsvRows.read(file, config.delimiter().charAt(0), config.textColumn(), each);
        }
    }
}
