package org.dasllm.dataset.curate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lag;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.api.java.UDF5;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.apache.spark.sql.types.DataTypes;
import org.dasllm.dataset.files.TextLine;
import org.dasllm.dataset.memory.NightMemory;
import org.dasllm.dataset.step.Columns;
import org.jspecify.annotations.Nullable;

/**
 * What the reading and the row steps made of each line, by the line's key: in one table what the steps over all rows look at, in another one the
 * texts. Neither file nor line is remembered: these are of today, and the lines may hold what is masked in the rows.
 *
 * @param decided content hashes of the rows that people decided on: they are worked out every night
 */
record RememberedRows(NightMemory memory, Set<String> decided) {
    private static final String ROWS = "rows";
    private static final String TEXTS = "texts";
    private static final String KEY = "knownKey";

    /** The line that a row has in the JSON Lines files, and the split in which it has it. */
    static final String WRITTEN = "written";

    static final String WRITTEN_SPLIT = "writtenSplit";
    private static final String REMEMBERED = "remembered";

    RememberedRows {
        decided = Set.copyOf(decided);
    }

    /** The rows of the nights before; empty where all lines have to be read anew. */
    Optional<Dataset<Row>> known() {
        return memory.table(ROWS).map(this::undecided);
    }

    private Dataset<Row> undecided(Dataset<Row> rows) {
        if (decided.isEmpty()) {
            return rows;
        }
        HashSet<String> hashes = new HashSet<>(decided);
        return rows.filter(udf((UDF1<String, Boolean>) hash -> !hashes.contains(hash), DataTypes.BooleanType)
                .apply(col(Columns.CONTENT_HASH)));
    }

    /**
     * Rows of lines: the known ones, without their texts and sets of shingles, and the others as they are read.
     *
     * @param lines of {@link BareLine}
     */
    static Dataset<Row> read(Dataset<Row> lines, Dataset<Row> known, Broadcast<RowReader> reader) {
        UserDefinedFunction reading = udf(
                        (UDF5<String, String, Boolean, Boolean, @Nullable String, Row>)
                                (file, text, utf8, tooLong, fault) -> fault == null
                                        ? reader.value().read(file, new TextLine(text, utf8, tooLong))
                                        : reader.value().read(file, new TableLine(text, fault)),
                        ReadRow.SCHEMA)
                // Else it would be called once for each field.
                .asNondeterministic();
        Dataset<Row> joined = lines.join(
                        known.withColumnRenamed(Columns.LINE_KEY, KEY),
                        col(BareLine.KEY).equalTo(col(KEY)),
                        "left")
                .withColumn(
                        "fresh",
                        when(
                                col(KEY).isNull(),
                                reading.apply(
                                        col(Columns.FILE),
                                        col(Columns.LINE),
                                        col(BareLine.UTF8),
                                        col(BareLine.TOO_LONG),
                                        col(BareLine.FAULT))));
        List<String> there = Arrays.asList(known.columns());
        List<Column> columns = new ArrayList<>();
        for (String name : ReadRow.SCHEMA.fieldNames()) {
            Column fresh = col("fresh").getField(name);
            columns.add(
                    switch (name) {
                        case Columns.FILE, Columns.LINE -> col(name);
                        case Columns.LINE_KEY -> col(BareLine.KEY).as(name);
                        default ->
                            there.contains(name)
                                    ? when(col(KEY).isNull(), fresh)
                                            .otherwise(col(name))
                                            .as(name)
                                    : fresh.as(name);
                    });
        }
        columns.add(col(KEY).isNotNull().as(REMEMBERED));
        return joined.select(columns.toArray(Column[]::new));
    }

    /**
     * The texts of rows, once for each key of a line, with the line that a row had in its split when it was remembered; {@link #WRITTEN} is null
     * where it has none.
     *
     * @param read all rows; read more than once
     */
    Dataset<Row> texts(Dataset<Row> read) {
        Dataset<Row> brought = once(fresh(read).select(ReadRow.texts()))
                .withColumn(WRITTEN, lit(null).cast(DataTypes.StringType))
                .withColumn(WRITTEN_SPLIT, lit(null).cast(DataTypes.StringType));
        return isKnown(read)
                ? memory.table(TEXTS)
                        .map(all -> undecided(all).unionByName(brought))
                        .orElse(brought)
                : brought;
    }

    private static boolean isKnown(Dataset<Row> read) {
        return Arrays.asList(read.columns()).contains(REMEMBERED);
    }

    private static Dataset<Row> fresh(Dataset<Row> read) {
        return isKnown(read) ? read.filter(not(col(REMEMBERED))) : read;
    }

    /**
     * Remembers rows and texts for the next night.
     *
     * @param read all rows
     * @param whole the same with what came of them
     */
    void remember(Dataset<Row> read, WholeRows whole) {
        if (!memory.active()) {
            return;
        }
        boolean room = isKnown(read) && memory.hasRoom();
        Dataset<Row> rows = once(undecided(room ? fresh(read) : read).select(ReadRow.remembered()));
        write(ROWS, rows, room);
        Dataset<Row> texts =
                room ? once(fresh(read).select(ReadRow.texts())) : texts(read).drop(WRITTEN, WRITTEN_SPLIT);
        String[] key = {Columns.LINE_KEY};
        write(
                TEXTS,
                undecided(texts)
                        .join(rows.select(Columns.LINE_KEY), key, "left_semi")
                        .join(whole.written(WRITTEN, WRITTEN_SPLIT), key, "left"),
                room);
    }

    /** Of rows with one key the first; they are the same. A number for each would do as well, for which Spark sorts all rows twice. */
    static Dataset<Row> once(Dataset<Row> rows) {
        WindowSpec ofKey = Window.partitionBy(Columns.LINE_KEY).orderBy(Columns.LINE_KEY);
        return rows.withColumn("another", lag(lit(true), 1).over(ofKey))
                .filter(col("another").isNull())
                .drop("another");
    }

    private void write(String table, Dataset<Row> rows, boolean room) {
        if (room) {
            memory.add(table, rows);
        } else {
            memory.replace(table, rows);
        }
    }
}
