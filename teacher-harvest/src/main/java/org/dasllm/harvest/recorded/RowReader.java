package org.dasllm.harvest.recorded;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.dasllm.format.io.FileFailure;
import org.dasllm.harvest.config.RecordedConfig;

/** Reads recorded traffic row by row. */
final class RowReader {
    private static final Pattern PACKED = Pattern.compile("\\.(gz|gzip|zst|zstd)$");
    private static final Pattern JSON = Pattern.compile(".*\\.(jsonl|ndjson|json)$");
    private static final Pattern CSV = Pattern.compile(".*\\.(csv|tsv)$");

    private RowReader() {}

    /** How rows stand in a file. */
    enum Shape {
        JSON,
        CSV,
        PARQUET
    }

    /** Ends the reading of a file of which enough is known. */
    private static final class Enough extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Enough() {
            super(null, null, false, false);
        }
    }

    /**
     * Reads the first rows.
     *
     * @param most how many at most
     * @return whether there are more
     */
    static boolean first(Path file, RecordedConfig config, long most, Consumer<Row> each) {
        try {
            read(file, config, row -> {
                if (row.number() > most) {
                    throw new Enough();
                }
                each.accept(row);
            });
            return false;
        } catch (Enough e) {
            return true;
        }
    }

    static void read(Path file, RecordedConfig config, Consumer<Row> each) {
        switch (shape(file)) {
            case PARQUET -> ParquetTable.read(file, each);
            case JSON -> JsonRows.read(file, each);
            case CSV -> CsvRows.read(file, config.delimiter().charAt(0), config.textColumn(), each);
        }
    }

    /** By the file's first bytes where they say Parquet, by its ending, and where that says nothing by how it begins. */
    static Shape shape(Path file) {
        String name = PACKED.matcher(String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT))
                .replaceAll("");
        try {
            if (ParquetTable.is(file)) {
                return Shape.PARQUET;
            }
            if (JSON.matcher(name).matches()) {
                return Shape.JSON;
            }
            if (CSV.matcher(name).matches()) {
                return Shape.CSV;
            }
            String beginning = TextRows.beginning(file);
            return beginning.startsWith("{") || beginning.startsWith("[") ? Shape.JSON : Shape.CSV;
        } catch (IOException e) {
            throw FileFailure.reading(file, e);
        }
    }
}
