package org.dasllm.dataset.step;

import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.util.Arrays;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.physical.Partitioning;
import org.apache.spark.sql.catalyst.plans.physical.SinglePartition$;
import org.apache.spark.sql.catalyst.plans.physical.UnknownPartitioning;
import org.apache.spark.sql.execution.LogicalRDD;
import org.jspecify.annotations.Nullable;
import scala.Option;
import scala.collection.immutable.Nil$;

/**
 * The plan of a {@link Leaf}. No public method of Spark makes one that says how its rows are partitioned. What makes it has other parameters
 * and other classes in Spark 3.5, 4.0 and 4.1, so it is looked up by what it takes.
 */
final class LeafPlan {
    private static final Constructor<?> LEAF = LogicalRDD.class.getConstructors()[0];

    private LeafPlan() {}

    /** @param computed the rows' own; its partitions become the plan's */
    static Dataset<Row> of(Dataset<Row> rows, JavaRDD<InternalRow> computed) {
        try {
            return leaf(rows, computed);
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            throw new IllegalStateException(
                    "Spark " + rows.sparkSession().version() + " is not supported: 3.5 and 4.x are", e);
        }
    }

    @SuppressWarnings("unchecked")
    private static Dataset<Row> leaf(Dataset<Row> rows, JavaRDD<InternalRow> computed)
            throws ReflectiveOperationException {
        LogicalPlan analyzed = rows.queryExecution().analyzed();
        // Scala 2.12 and 2.13 return another type of sequence.
        Object output = LogicalPlan.class.getMethod("output").invoke(analyzed);
        Class<?>[] types = LEAF.getParameterTypes();
        @Nullable Object[] arguments = new @Nullable Object[types.length];
        for (int i = 0; i < types.length; i++) {
            arguments[i] = i == 0 ? output : argument(types[i], rows.sparkSession(), computed);
        }
        return (Dataset<Row>) ofRows(rows).invoke(null, rows.sparkSession(), LEAF.newInstance(arguments));
    }

    private static Object argument(Class<?> type, SparkSession session, JavaRDD<InternalRow> computed) {
        if (type == RDD.class) {
            return computed.rdd();
        }
        if (type == Partitioning.class) {
            return computed.getNumPartitions() == 1 ? SinglePartition$.MODULE$ : new UnknownPartitioning(0);
        }
        if (type == boolean.class) {
            return false; // not a stream
        }
        if (type == Option.class) {
            return Option.empty();
        }
        return type.isInstance(session) ? session : Nil$.MODULE$; // sorted by nothing
    }

    private static Method ofRows(Dataset<Row> rows) throws NoSuchMethodException {
        return Arrays.stream(rows.getClass().getMethods())
                .filter(method -> method.getName().equals("ofRows") && method.getParameterCount() == 2)
                .findFirst()
                .orElseThrow(() -> new NoSuchMethodException("ofRows"));
    }
}
