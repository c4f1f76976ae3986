package org.dasllm.dataset.curate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lag;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.udf;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Column;
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

    /** The split in which a row was written, with the hash of the line that it has there, {@link RowLine#HASH}; null where it was not written. */
    static final String WRITTEN_SPLIT = "writtenSplit";

    /** Whether the next night will know the row as it is written tonight. */
    static final String REMEMBERED = "remembered";

    RememberedRows {
        decided = Set.copyOf(decided);
    }

    /** The rows of the nights before; empty where all lines have to be read anew. */
    Optional<Dataset<Row>> known() {
        return memory.table(ROWS).map(this::undecided);
    }

    private Dataset<Row> undecided(Dataset<Row> rows) {
        return decided.isEmpty() ? rows : rows.filter(not(isDecided()));
    }

    private Column isDecided() {
        if (decided.isEmpty()) {
            return lit(false);
        }
        HashSet<String> hashes = new HashSet<>(decided);
        return udf((UDF1<String, Boolean>) hashes::contains, DataTypes.BooleanType)
                .apply(col(Columns.CONTENT_HASH));
    }

    /** Whether the tables are written anew, and do not get only what is fresh. */
    boolean anew(ReadRows read) {
        return read.known() == null || !memory.hasRoom();
    }

    /**
     * Which rows are as an earlier night wrote them.
     *
     * @param finished rows behind the last step
     */
    Standing standing(ReadRows read, Dataset<Row> finished) {
        return before(read)
                .map(texts -> Standing.of(finished, texts))
                .orElseGet(() -> Standing.none(finished.sparkSession()));
    }

    private Optional<Dataset<Row>> before(ReadRows read) {
        return read.known() == null ? Optional.empty() : memory.table(TEXTS).map(this::undecided);
    }

    /**
     * The texts of rows, once for each key of a line, with {@link #WRITTEN_SPLIT}, {@link RowLine#HASH} and {@link #REMEMBERED}.
     *
     * @param read all rows
     */
    Dataset<Row> texts(ReadRows read) {
        Dataset<Row> fresh = once(read.fresh().select(ReadRow.texts()))
                .withColumn(WRITTEN_SPLIT, lit(null).cast(DataTypes.StringType))
                .withColumn(RowLine.HASH, lit(null).cast(DataTypes.StringType))
                .withColumn(REMEMBERED, not(isDecided()));
        return before(read)
                .map(texts -> texts.withColumn(REMEMBERED, lit(anew(read))).unionByName(fresh))
                .orElse(fresh);
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
        boolean anew = anew(read);
        Dataset<Row> rows =
                once(undecided(anew ? read.lookedAt() : read.fresh()).select(ReadRow.remembered()));
        write(ROWS, rows, anew);
        Dataset<Row> texts = anew ? texts(read) : once(read.fresh().select(ReadRow.texts()));
        String[] key = {Columns.LINE_KEY};
        Dataset<Row> kept = undecided(texts).join(rows.select(Columns.LINE_KEY), key, "left_semi");
        write(TEXTS, anew && read.known() != null ? whole.stillWritten(kept) : whole.written(kept), anew);
    }

    /** Of rows with one key the first; they are the same. A number for each would do as well, for which Spark sorts all rows twice. */
    static Dataset<Row> once(Dataset<Row> rows) {
        WindowSpec ofKey = Window.partitionBy(Columns.LINE_KEY).orderBy(Columns.LINE_KEY);
        return rows.withColumn("another", lag(lit(true), 1).over(ofKey))
                .filter(col("another").isNull())
                .drop("another");
    }

    private void write(String table, Dataset<Row> rows, boolean anew) {
        if (anew) {
            memory.replace(table, rows);
        } else {
            memory.add(table, rows);
        }
    }
}
