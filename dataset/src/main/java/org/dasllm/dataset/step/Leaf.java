package org.dasllm.dataset.step;

import java.util.function.Consumer;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.execution.LogicalRDD;
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

    /** Whether the rows are a leaf's with some columns more: then they cost no more to read than the leaf. */
    public static boolean is(Dataset<Row> rows) {
        LogicalPlan plan = ((org.apache.spark.sql.classic.Dataset<Row>) rows)
                .queryExecution()
                .analyzed();
        while (plan instanceof Project columns) {
            plan = columns.child();
        }
        return plan instanceof LogicalRDD;
    }

    /**
     * As {@link #of}, and kept in memory, or on the disk where it is full.
     *
     * @param letGo is given what lets go of them, to be run when all is done
     */
    public static Dataset<Row> kept(Dataset<Row> rows, Consumer<Runnable> letGo) {
        JavaRDD<Row> computed = rows.javaRDD().persist(StorageLevel.MEMORY_AND_DISK());
        letGo.accept(() -> computed.unpersist(false));
        return rows.sparkSession().createDataFrame(computed, rows.schema());
    }
}
