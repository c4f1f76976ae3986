package org.dasllm.dataset.step;

import java.util.function.Consumer;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.plans.logical.Union;
import org.apache.spark.sql.execution.LogicalRDD;
import org.apache.spark.storage.StorageLevel;

/**
 * Cuts a plan: the same rows, of which Spark's optimiser does not see how they came to be. A step that reads its rows five times, after
 * another that did, would else have a plan of twenty-five copies of everything before, and planning would take minutes where computing takes
 * seconds. What is lost with an executor is still computed again.
 *
 * <p>Of rows in one partition the new plan knows that they are, so that nothing shuffles them; this is how small data are curated.
 */
public final class Leaf {
    private Leaf() {}

    /** The rows as a plan of their own; what was computed for them is not computed again. */
    public static Dataset<Row> of(Dataset<Row> rows) {
        JavaRDD<InternalRow> computed = computed(rows);
        // Several partitions were shuffled, and Spark keeps what it shuffles; one partition was not, and is small.
        return LeafPlan.of(rows, computed.getNumPartitions() == 1 ? ended(copied(computed)) : computed);
    }

    /**
     * Of one partition all before it has no shuffle, and Spark would send it with each task for as long as a night lasts. In one process nothing is lost
     * with an executor, so what was computed is all that has to be known.
     */
    private static JavaRDD<InternalRow> ended(JavaRDD<InternalRow> kept) {
        if (kept.context().isLocal()) {
            kept.rdd().localCheckpoint();
        }
        return kept;
    }

    /** Whether the rows are those of leaves, some of them or with some columns more: then they cost hardly more to read than the leaves. */
    public static boolean is(Dataset<Row> rows) {
        return rows.queryExecution()
                .analyzed()
                .find(part -> !(part instanceof Project
                        || part instanceof Filter
                        || part instanceof Union
                        || part instanceof LogicalRDD))
                .isEmpty();
    }

    /**
     * As {@link #of}, and kept in memory, or on the disk where it is full.
     *
     * @param letGo is given what lets go of them, to be run when all is done
     */
    public static Dataset<Row> kept(Dataset<Row> rows, Consumer<Runnable> letGo) {
        JavaRDD<InternalRow> kept = copied(computed(rows));
        // Waits: what Spark does not get done before its end it reports with a stack trace.
        letGo.accept(() -> kept.unpersist(true));
        return LeafPlan.of(rows, kept);
    }

    private static JavaRDD<InternalRow> computed(Dataset<Row> rows) {
        return rows.queryExecution().toRdd().toJavaRDD();
    }

    /** Spark writes each row where the one before it was. */
    private static JavaRDD<InternalRow> copied(JavaRDD<InternalRow> computed) {
        return computed.map(InternalRow::copy).persist(StorageLevel.MEMORY_AND_DISK());
    }
}
