package org.dasllm.dataset.duplicates;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.function.UnaryOperator;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.dasllm.dataset.graph.KnownHashes;
import org.dasllm.dataset.step.Leaf;
import org.dasllm.dataset.step.Marks;

/** Rows that share a key with another row, apart from those that do not, which are most of most data and need not be moved to each other. */
final class SharedKeys {
    private SharedKeys() {}

    /**
     * The rows after a step that looks at rows with the same key together.
     *
     * @param rows a leaf; those that were dropped share nothing
     * @param shared the step, for rows some of which share their keys
     * @param alone the same, for rows none of which does
     */
    static Dataset<Row> apart(
            Dataset<Row> rows, String key, UnaryOperator<Dataset<Row>> shared, UnaryOperator<Dataset<Row>> alone) {
        if (rows.queryExecution().toRdd().getNumPartitions() == 1) {
            // Nothing is moved in any case.
            return shared.apply(rows);
        }
        Column hash = when(Marks.kept(), xxhash64(col(key)));
        KnownHashes again = KnownHashes.again(rows.filter(Marks.kept()).select(xxhash64(col(key))));
        Column known = coalesce(again.has(hash), lit(false));
        // Few are worked out once, and the others are as they were: so nothing has to be kept for the step that
        // follows.
        return Leaf.of(shared.apply(rows.filter(known))).unionByName(alone.apply(rows.filter(not(known))));
    }
}
