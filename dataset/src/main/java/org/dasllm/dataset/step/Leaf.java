package org.dasllm.dataset.step;

import java.util.function.Consumer;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/**
 * Cuts a plan: the same rows, of which Spark's optimiser does not see how they came to be. A step that reads its rows five times, after
 * another that did, would else have a plan of twenty-five copies of everything before, and planning would take minutes where computing takes
 * seconds. What is lost with an executor is still computed again.
 */
public final class Leaf {
    private Leaf() {}

    /** The rows as a plan of their own; what was shuffled for them is not shuffled again. */
    public static Dataset<Row> of(Dataset<Row> rows) {
        return rows.sparkSession().createDataFrame(rows.javaRDD(), rows.schema());
    }

    /**
     * As {@link #of}, and kept in memory, or on the disk where it is full.
     *
     * @param kept is given what is kept, to be let go when all is done
     */
    public static Dataset<Row> kept(Dataset<Row> rows, Consumer<JavaRDD<Row>> kept) {
        JavaRDD<Row> computed = rows.javaRDD().persist(StorageLevel.MEMORY_AND_DISK_SER());
        kept.accept(computed);
        return rows.sparkSession().createDataFrame(computed, rows.schema());
    }
}
