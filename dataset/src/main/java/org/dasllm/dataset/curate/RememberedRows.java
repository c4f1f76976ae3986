package org.dasllm.dataset.curate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lag;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.udf;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.apache.spark.sql.types.DataTypes;
import org.dasllm.dataset.memory.NightMemory;
import org.dasllm.dataset.step.Columns;

/**
 * What the reading and the row steps made of each line, by the line's key: in one table what the steps over all rows look at, in another one the
 * texts. Neither file nor line is remembered: these are of today, and the lines may hold what is masked in the rows.
 *
 * @param decided content hashes of the rows that people decided on: they are worked out every night
 */
record RememberedRows(NightMemory memory, Set<String> decided) {
    private static final String ROWS = "rows";
    private static final String TEXTS = "texts";

    /** The line that a row has in the JSON Lines files, and the split in which it has it. */
    static final String WRITTEN = "written";

    static final String WRITTEN_SPLIT = "writtenSplit";

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
     * The texts of rows, once for each key of a line, with the line that a row had in its split when it was remembered; {@link #WRITTEN} is null
     * where it has none.
     *
     * @param read all rows
     */
    Dataset<Row> texts(ReadRows read) {
        Dataset<Row> brought = once(read.fresh().select(ReadRow.texts()))
                .withColumn(WRITTEN, lit(null).cast(DataTypes.StringType))
                .withColumn(WRITTEN_SPLIT, lit(null).cast(DataTypes.StringType));
        return read.known() != null
                ? memory.table(TEXTS)
                        .map(all -> undecided(all).unionByName(brought))
                        .orElse(brought)
                : brought;
    }

    /**
     * Remembers rows and texts for the next night.
     *
     * @param read all rows
     * @param whole the same with what came of them
     */
    void remember(ReadRows read, WholeRows whole) {
        if (!memory.active()) {
            return;
        }
        boolean room = read.known() != null && memory.hasRoom();
        Dataset<Row> rows =
                once(undecided(room ? read.fresh() : read.lookedAt()).select(ReadRow.remembered()));
        write(ROWS, rows, room);
        Dataset<Row> texts =
                room ? once(read.fresh().select(ReadRow.texts())) : texts(read).drop(WRITTEN, WRITTEN_SPLIT);
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
