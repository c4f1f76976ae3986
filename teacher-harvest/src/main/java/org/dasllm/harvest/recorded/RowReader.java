package org.dasllm.harvest.recorded;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.FileFailure;
import org.dasllm.harvest.config.RecordedConfig;
import org.dasllm.harvest.config.RecordedKeys;

/** Reads recorded traffic row by row. */
final class RowReader {
    private static final Pattern PACKED = Pattern.compile("\\.(gz|gzip|zst|zstd)$");
    private static final Pattern JSON = Pattern.compile(".*\\.(jsonl|ndjson|json)$");
    private static final Pattern PARQUET = Pattern.compile(".*\\.(parquet|pq)$");
    /** How a file begins that stands for another one (git-lfs' docs/spec.md). */
    private static final byte[] POINTER =
            "version https://git-lfs.github.com/spec/v1".getBytes(StandardCharsets.US_ASCII);

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
    static boolean first(Path file, RecordedConfig config, RecordedKeys keys, long most, Consumer<Row> each) {
        try {
            read(file, config, keys, row -> {
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

    private static void read(Path file, RecordedConfig config, RecordedKeys keys, Consumer<Row> each) {
        switch (shape(file)) {
            case PARQUET -> ParquetTable.read(file, keys, each);
            case JSON -> JsonRows.read(file, keys, each);
            case CSV -> CsvRows.read(file, config.delimiter().charAt(0), config.textColumn(), keys, each);
        }
    }

    /**
     * By the file's first bytes where they say Parquet, by its ending, and where that says nothing by how it begins.
     *
     * @throws DasllmException if it is named like a file of Parquet and is none, or stands for a file that was not fetched
     */
    static Shape shape(Path file) {
        String name = PACKED.matcher(String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT))
                .replaceAll("");
        try {
            if (ParquetTable.is(file)) {
                return Shape.PARQUET;
            }
            refuseOthers(file, name);
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

    private static void refuseOthers(Path file, String name) throws IOException {
        byte[] head;
        try (InputStream in = Files.newInputStream(file)) {
            head = in.readNBytes(POINTER.length);
        }
        if (Arrays.equals(head, POINTER)) {
            throw DasllmException.input(
                    file + " is not the file itself: it says where Git LFS has it",
                    "Fetch it with git lfs pull, or download it from where it is shown");
        }
        if (PARQUET.matcher(name).matches()) {
            throw DasllmException.input(
                    file + (head.length == 0 ? " is empty" : " is no Parquet file: it does not begin with PAR1"),
                    "Fetch or make it again; JSON and CSV have names that end in .jsonl, .json or .csv");
        }
    }
}
