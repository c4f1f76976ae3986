package org.dasllm.dataset.curate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.udf;

import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;
import org.dasllm.dataset.memory.NightMemory;
import org.dasllm.dataset.row.MaskPersonalData;
import org.dasllm.dataset.step.Columns;
import org.dasllm.dataset.step.Leaf;
import org.dasllm.dataset.step.Marks;
import org.jspecify.annotations.Nullable;

/**
 * The lines of dropped rows as people may see them: without personal data where they are masked. So they are remembered, since masking takes long.
 *
 * @param masking null where personal data are not masked
 */
record QuarantineLines(NightMemory memory, @Nullable MaskPersonalData masking) {
    private static final String TABLE = "lines";

    /**
     * The rows that were dropped, with {@link Columns#LINE}.
     *
     */
    Dataset<Row> of(Dataset<Row> finished, ReadRows read) {
        Dataset<Row> dropped = finished.filter(Marks.kept().equalTo(false));
        Dataset<Row> keys = Leaf.of(dropped.select(Columns.LINE_KEY).distinct());
        Optional<Dataset<Row>> known = memory.table(TABLE);
        Dataset<Row> missing =
                Leaf.of(known.map(lines -> keys.join(lines, key(), "left_anti")).orElse(keys));
        Dataset<Row> fresh = Leaf.of(RememberedRows.once(read.lines(missing)).withColumn(Columns.LINE, shown()));
        Dataset<Row> lines = known.map(before -> before.unionByName(fresh)).orElse(fresh);
        if (memory.active()) {
            if (memory.hasRoom()) {
                memory.add(TABLE, fresh);
            } else {
                memory.replace(TABLE, lines.join(keys, key(), "left_semi"));
            }
        }
        return dropped.join(lines, Columns.LINE_KEY);
    }

    private static String[] key() {
        return new String[] {Columns.LINE_KEY};
    }

    private Column shown() {
        MaskPersonalData masks = masking;
        return masks == null
                ? col(Columns.LINE)
                : udf((UDF1<String, String>) masks::masked, DataTypes.StringType)
                        .apply(col(Columns.LINE));
    }
}
