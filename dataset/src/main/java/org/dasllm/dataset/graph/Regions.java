package org.dasllm.dataset.graph;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.dasllm.dataset.step.Columns;
import org.dasllm.dataset.step.Leaf;
import org.jspecify.annotations.Nullable;

/**
 * Which rows depend on each other: those of one component, and of components that share an id or a prompt, or that have prompts near each other in different splits
 * which the exact join alone found. A row that did not come as far as the graph is a region of its own.
 */
public final class Regions {
    /** The column of a row's region, a number that no other night gives. */
    public static final String COLUMN = "region";

    private Regions() {}

    /**
     * The rows with their regions.
     *
     * @param finished rows behind the last step; read more than once
     * @param night a number that no other night has
     */
    public static Dataset<Row> of(Dataset<Row> finished, ShingleSets sets, long night) {
        Column component = xxhash64(lit("component"), col(GraphColumns.COMPONENT));
        Dataset<Row> tookPart = finished.filter(ConnectingKeys.tookPart());
        Dataset<Row> edges = shared(tookPart.select(
                component.as("from"),
                explode(array(ConnectingKeys.ofId(), ConnectingKeys.ofPrompt())).as("to")));
        @Nullable Dataset<Row> crossing = sets.crossing();
        if (crossing != null && !crossing.isEmpty()) {
            KnownHashes ends = KnownHashes.of(crossing.select("one").union(crossing.select("other")));
            edges = edges.union(tookPart.filter(ends.has(col(GraphColumns.SET_KEY)))
                            .select(component, lit(true), ofSet(col(GraphColumns.SET_KEY))))
                    .union(crossing.select(ofSet(col("one")), lit(false), ofSet(col("other"))));
        }
        Dataset<Row> connected =
                Leaf.of(edges.repartition(1).mapPartitions(new Components(), Encoders.row(Components.SCHEMA)));
        return finished.join(
                        KnownHashes.toJoin(connected),
                        when(ConnectingKeys.tookPart(), component).equalTo(col("connectedKey")),
                        "left")
                .withColumn(
                        COLUMN,
                        when(ConnectingKeys.tookPart(), xxhash64(lit(night), coalesce(col("root"), component)))
                                .otherwise(xxhash64(lit(night), col(Columns.FILE), col(Columns.LINE_KEY))))
                .drop("connectedKey", "root");
    }

    private static Column ofSet(Column set) {
        return xxhash64(lit("set"), set);
    }

    /** Of components with their keys those whose keys another component has as well. */
    private static Dataset<Row> shared(Dataset<Row> keys) {
        Dataset<Row> shared = Leaf.of(keys.groupBy("to")
                .agg(min("from").as("least"), max("from").as("greatest"))
                .filter(col("least").notEqual(col("greatest")))
                .select(col("to").as("shared")));
        return keys.join(KnownHashes.toJoin(shared), col("to").equalTo(col("shared")), "left_semi")
                .select(col("from"), lit(true).as("group"), col("to"))
                .distinct();
    }
}
