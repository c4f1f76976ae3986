package org.dasllm.dataset.step;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * A step over all rows at once. Rows that are kept and rows that are dropped stay in one table, since Spark would compute the
 * rows before the step once for each of two: a step adds and removes no row, gives those it drops a reason with
 * {@link Marks#drop}, and leaves alone those that an earlier step dropped.
 */
public interface DatasetStep extends CurationStep {
    /** The same rows, some with a reason that had none, perhaps with more columns that the step's evidence is counted from. */
    Dataset<Row> apply(Dataset<Row> rows);

    /** Whether {@link #apply} reads the rows more than once, so that it pays to keep them meanwhile. */
    default boolean readsRowsAgain() {
        return false;
    }
}
