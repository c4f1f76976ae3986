package org.dasllm.dataset.curate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.udf;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.dasllm.dataset.graph.KnownHashes;
import org.dasllm.dataset.graph.NearNeighbours;
import org.dasllm.dataset.graph.Regions;
import org.dasllm.dataset.memory.NightMemory;
import org.dasllm.dataset.step.Columns;
import org.dasllm.dataset.step.SampleColumns;

/**
 * What came of each row, for the next night to take over: in one table what the card and the ledger are made of, in another one the rows with their texts. A night
 * adds the rows that it worked out, and the regions that they were in before; rows of these in earlier parts count no more.
 *
 * @param decided content hashes of the rows that people decided on tonight
 */
record FinishedRows(NightMemory memory, Set<String> decided) {
    /** The tables. */
    private static final String FINISHED = "outcomes";

    private static final String WHOLE = "whole";
    private static final String REPLACED = "replaced";

    /** Whether people had decided on the row. */
    static final String BY_PEOPLE = "byPeople";

    /** What the next night needs of the rows with their texts. */
    private static final Column[] WIDE = Stream.concat(
                    Stream.of(Columns.LINE_KEY, Columns.REASON, RowLine.HASH, Regions.COLUMN)
                            .map(functions::col),
                    Stream.of(SampleColumns.columns()))
            .toArray(Column[]::new);

    FinishedRows {
        decided = Set.copyOf(decided);
    }

    /** The rows of the night before, as {@link #remember} was given them, with {@link #BY_PEOPLE}; empty where there are none. */
    Optional<Dataset<Row>> finished() {
        return memory.table(FINISHED).map(this::current);
    }

    /** The rows of the night before with their texts; empty where there are none. */
    Optional<Dataset<Row>> whole() {
        return memory.table(WHOLE).map(this::current);
    }

    private Dataset<Row> current(Dataset<Row> rows) {
        return memory.table(REPLACED)
                .map(regions -> rows.filter(not(KnownHashes.of(regions).has(col(Regions.COLUMN)))))
                .orElse(rows);
    }

    /** Whether people decide on a row tonight. */
    Column decidedTonight() {
        HashSet<String> hashes = new HashSet<>(decided);
        return udf((UDF1<String, Boolean>) hashes::contains, DataTypes.BooleanType)
                .apply(col(Columns.CONTENT_HASH));
    }

    /**
     * Remembers rows in the place of those of the night before.
     *
     * @param finished those that were worked out, with their regions
     * @param whole the same with their texts
     * @param replaced the regions whose rows are not taken over; empty where no row is
     */
    void remember(Dataset<Row> finished, WholeRows whole, Optional<Dataset<Row>> replaced) {
        Dataset<Row> narrow =
                SplitFiles.mapsSorted(finished.drop(NearNeighbours.COLUMN)).withColumn(BY_PEOPLE, decidedTonight());
        Dataset<Row> wide = SplitFiles.mapsSorted(whole.worked().select(WIDE));
        if (replaced.isPresent()) {
            memory.add(FINISHED, narrow);
            memory.add(WHOLE, wide);
            memory.add(REPLACED, replaced.get());
        } else {
            memory.replace(FINISHED, narrow);
            memory.replace(WHOLE, wide);
        }
    }
}
