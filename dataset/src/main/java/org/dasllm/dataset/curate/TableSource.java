package org.dasllm.dataset.curate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.octet_length;
import static org.apache.spark.sql.functions.sha2;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.dasllm.dataset.files.InputFile;
import org.dasllm.format.error.DasllmException;

/**
 * An input that Spark reads by itself. Each of its rows becomes a line of JSON, so that what is checked of JSON Lines is checked of it too.
 *
 * @param name a path, or a pattern for several, as Spark takes it; of a table its name
 */
record TableSource(Kind kind, String name) implements Serializable {
    /** The column that Spark's source of CSV fills with a row whose cells are too many or too few. */
    private static final String CORRUPT = "_corrupt_record";

    private static final int MOST_CHARACTERS = 300;

    enum Kind {
        CSV,
        PARQUET,
        TABLE;

        private String prefix() {
            return name().toLowerCase(Locale.ROOT) + ":";
        }
    }

    /**
     * Rows that were found.
     *
     * @param file the input as the card names it: the size and the hash are of its rows as JSON Lines, sorted
     */
    record Opened(InputFile file, JavaRDD<TableLine> lines, long count) {}

    /** What is written as {@code csv:PATH}, {@code parquet:PATH} or {@code table:NAME}; empty for anything else. */
    static Optional<TableSource> parse(String written) {
        for (Kind kind : Kind.values()) {
            if (written.startsWith(kind.prefix())) {
                return Optional.of(
                        new TableSource(kind, written.substring(kind.prefix().length())));
            }
        }
        return Optional.empty();
    }

    /**
     * Reads everything once: to count it, and to meet what cannot be read before anything else is done.
     *
     * @throws DasllmException when the source is absent, broken or has other columns than a sample
     */
    Opened open(SparkSession session) {
        try {
            JavaRDD<TableLine> lines = lines(session);
            return opened(lines, sortedHashes(lines, session));
        } catch (DasllmException e) {
            throw e;
        } catch (Exception e) { // Spark throws checked exceptions that no signature names
            throw DasllmException.input(
                    "The input " + this + " cannot be read (" + reason(e) + ")",
                    "Check that it is there, whole and of this format",
                    e);
        }
    }

    private JavaRDD<TableLine> lines(SparkSession session) {
        Dataset<Row> rows = switch (kind) {
            case CSV -> csv(session);
            case PARQUET -> session.read().parquet(name);
            case TABLE -> session.read().table(name);
        };
        StructType schema = rows.schema();
        TableColumns columns =
                TableColumns.of(kind == Kind.CSV ? rows.drop(CORRUPT).schema() : schema, toString());
        List<Column> selected = new ArrayList<>(columns.columns(schema));
        if (kind == Kind.CSV) {
            selected.add(col(CORRUPT));
            return rows.select(selected.toArray(Column[]::new)).toJavaRDD().map(row -> ofCsv(row, columns));
        }
        return rows.select(selected.toArray(Column[]::new)).toJavaRDD().map(columns::line);
    }

    /** Cells are text, quoted ones of any number of lines. */
    private Dataset<Row> csv(SparkSession session) {
        // Cells are not to be guessed at, and files with other headers not to be taken for equal.
        DataFrameReader reader = session.read()
                .option("header", true)
                .option("multiLine", true)
                .option("escape", "\"")
                .option("enforceSchema", false)
                .option("columnNameOfCorruptRecord", CORRUPT);
        StructType header = reader.csv(name).schema();
        return reader.schema(header.add(CORRUPT, DataTypes.StringType)).csv(name);
    }

    private static TableLine ofCsv(Row row, TableColumns columns) {
        int corrupt = row.size() - 1;
        if (!row.isNullAt(corrupt)) {
            return new TableLine(row.getString(corrupt), "the row has more or fewer cells than the header");
        }
        TableLine line = columns.line(row);
        // What Spark puts in the place of bytes that are no UTF-8.
        return line.text().indexOf('\ufffd') < 0
                ? line
                : new TableLine(line.text(), "the row is not UTF-8, or has the character U+FFFD in it");
    }

    private static Iterator<Row> sortedHashes(JavaRDD<TableLine> lines, SparkSession session) {
        StructType text = new StructType().add("line", DataTypes.StringType, false);
        return session.createDataFrame(lines.map(line -> RowFactory.create(line.text())), text)
                .select(sha2(col("line"), 256).as("hash"), octet_length(col("line")))
                .orderBy("hash")
                .toLocalIterator();
    }

    private Opened opened(JavaRDD<TableLine> lines, Iterator<Row> sortedHashes) throws NoSuchAlgorithmException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        long count = 0;
        long bytes = 0;
        while (sortedHashes.hasNext()) {
            Row row = sortedHashes.next();
            digest.update((row.getString(0) + "\n").getBytes(StandardCharsets.US_ASCII));
            bytes += row.getInt(1) + 1;
            count++;
        }
        String last = kind == Kind.TABLE ? name : new Path(name).getName();
        return new Opened(new InputFile(last, bytes, HexFormat.of().formatHex(digest.digest())), lines, count);
    }

    /** The first line of the last cause, which says more than those around it. */
    private static String reason(Throwable e) {
        Throwable last = e;
        while (last.getCause() != null && last.getCause() != last) {
            last = last.getCause();
        }
        String said = last.getMessage();
        String first = said == null || said.isBlank()
                ? last.getClass().getSimpleName()
                : said.lines().findFirst().orElse("");
        return first.length() <= MOST_CHARACTERS ? first : first.substring(0, MOST_CHARACTERS) + "...";
    }

    @Override
    public String toString() {
        return kind.prefix() + name;
    }
}
