package org.dasllm.dataset.curate;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sha2;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.api.java.UDF4;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.types.DataTypes;
import org.dasllm.dataset.graph.PromptKeys;
import org.dasllm.dataset.memory.NightMemory;
import org.dasllm.dataset.row.ReadSample;
import org.dasllm.dataset.step.Columns;

/**
 * What the reading and the steps of single rows after it made of each line, by the line's hash. Neither file nor line is remembered: these are
 * of today, and the lines may hold what is masked in the rows.
 *
 * @param decided content hashes of the rows that people decided on: they are worked out every night
 */
record RememberedRows(NightMemory memory, Set<String> decided) {
    private static final String TABLE = "rows";
    private static final String KEY = "lineHash";
    private static final String REMEMBERED = "remembered";

    RememberedRows {
        decided = Set.copyOf(decided);
    }

    /** The rows of the night before; empty where all lines have to be read anew. */
    Optional<Dataset<Row>> known() {
        return memory.table(TABLE).map(table -> decided.isEmpty() ? table : table.filter(undecided()));
    }

    private Column undecided() {
        HashSet<String> hashes = new HashSet<>(decided);
        return udf((UDF1<String, Boolean>) hash -> !hashes.contains(hash), DataTypes.BooleanType)
                .apply(col(Columns.CONTENT_HASH));
    }

    /**
     * Rows of lines: the known ones, and the others as they are read.
     *
     * @param lines of {@link BareLine}
     */
    static Dataset<Row> read(Dataset<Row> lines, Dataset<Row> known, Broadcast<RowReader> reader) {
        UserDefinedFunction reading = udf(
                        (UDF4<String, String, Boolean, Boolean, Row>) (file, text, utf8, tooLong) ->
                                reader.value().read(file, new TextLine(text, utf8, tooLong)),
                        Columns.READ)
                // Else it would be called once for each field.
                .asNondeterministic();
        Dataset<Row> joined = lines.join(known, col(BareLine.HASH).equalTo(col(KEY)), "left")
                .withColumn(
                        "fresh",
                        when(
                                col(KEY).isNull(),
                                reading.apply(
                                        col(Columns.FILE),
                                        col(Columns.LINE),
                                        col(BareLine.UTF8),
                                        col(BareLine.TOO_LONG))));
        List<Column> columns = new ArrayList<>();
        for (String name : Columns.READ.fieldNames()) {
            boolean today = name.equals(Columns.FILE) || name.equals(Columns.LINE);
            columns.add(
                    today
                            ? col(name)
                            : coalesce(col(name), col("fresh").getField(name)).as(name));
        }
        columns.addAll(List.of(
                col(PromptKeys.KNOWN_KEY),
                col(PromptKeys.KNOWN_SET),
                col(KEY).isNotNull().as(REMEMBERED)));
        return joined.select(columns.toArray(Column[]::new));
    }

    /** Rows that were read without the memory, among those of {@link #read}. */
    static Dataset<Row> fresh(Dataset<Row> rows) {
        return rows.withColumn(REMEMBERED, lit(false));
    }

    /**
     * Remembers rows for the next night.
     *
     * @param rows with the hashes of their prompts; read more than once
     * @return the same rows, without what only concerns the memory
     */
    Dataset<Row> remember(Dataset<Row> rows) {
        boolean more = Arrays.asList(rows.columns()).contains(REMEMBERED) && memory.hasRoom(TABLE);
        Column[] columns = Stream.of(
                        Stream.of(sha2(col(Columns.LINE), 256).as(KEY)),
                        Arrays.stream(Columns.READ.fieldNames())
                                .filter(name -> !name.equals(Columns.FILE) && !name.equals(Columns.LINE))
                                .map(name -> col(name)),
                        PromptKeys.toRemember().stream())
                .flatMap(each -> each)
                .toArray(Column[]::new);
        // Of lines that are cut or not UTF-8 the text is not the line.
        Column readable = coalesce(
                col(Columns.REASON).isin(ReadSample.notWhole().toArray()).equalTo(false), lit(true));
        Dataset<Row> storable = rows.filter(decided.isEmpty() ? readable : readable.and(undecided()));
        if (more) {
            memory.add(
                    TABLE,
                    storable.filter(col(REMEMBERED).equalTo(false))
                            .select(columns)
                            .dropDuplicates(KEY));
        } else {
            memory.replace(TABLE, storable.select(columns).dropDuplicates(KEY));
        }
        return rows.drop(REMEMBERED);
    }
}
