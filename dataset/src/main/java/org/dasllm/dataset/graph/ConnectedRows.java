package org.dasllm.dataset.graph;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.dasllm.dataset.step.DatasetStep;
import org.dasllm.dataset.step.Evidence;
import org.dasllm.dataset.step.Leaf;
import org.dasllm.dataset.step.Marks;
import org.dasllm.dataset.step.Reason;

/**
 * Finds the groups that belong to one side of a split: those that share a prompt, have prompts near each other, or share a named key. Rows
 * that a later step drops connect as well, so that the split depends on no answer. Drops nothing.
 */
public final class ConnectedRows implements DatasetStep {
    /** The name of the evidence of rows that are connected. */
    public static final String EVIDENCE = "connected-rows";

    private final List<String> together;
    private final double apart;
    private final ShingleSets sets;

    /**
     * @param together attributes whose equal values connect rows
     * @param apart the Jaccard similarity from which prompts connect their rows
     * @param sets those of the rows
     */
    public ConnectedRows(List<String> together, double apart, ShingleSets sets) {
        this.together = List.copyOf(together);
        this.apart = apart;
        this.sets = sets;
    }

    @Override
    public String name() {
        return "connected-rows";
    }

    @Override
    public List<Reason> reasons() {
        return List.of();
    }

    @Override
    public List<Evidence> evidence() {
        return List.of(Evidence.rows(
                EVIDENCE,
                "Rows whose group is connected with another group, by the same or nearly the same prompt or a named key",
                Marks.kept().and(coalesce(col(GraphColumns.CONNECTED), lit(false)))));
    }

    @Override
    public boolean readsRowsAgain() {
        return true;
    }

    @Override
    public Dataset<Row> apply(Dataset<Row> rows) {
        Dataset<Row> kept = rows.filter(Marks.kept());
        Dataset<Row> connected = Leaf.of(ofGroups(kept)
                .union(ofPrompts())
                .repartition(1)
                .mapPartitions(new Components(), Encoders.row(Components.SCHEMA)));
        if (connected.isEmpty()) {
            return rows.withColumn(GraphColumns.COMPONENT, col("group")).withColumn(GraphColumns.CONNECTED, lit(false));
        }
        Dataset<Row> named = kept.select(col("group").as("name"), col(GraphColumns.GROUP_KEY))
                .distinct()
                .join(connected, col(GraphColumns.GROUP_KEY).equalTo(col("connectedKey")))
                .select(
                        col("connectedKey"),
                        min(col("name")).over(Window.partitionBy("root")).as("leastName"))
                .distinct();
        Dataset<Row> joined = rows.join(
                        KnownHashes.toJoin(Leaf.of(named)),
                        Marks.keyToJoin(GraphColumns.GROUP_KEY).equalTo(col("connectedKey")),
                        "left")
                .withColumn(GraphColumns.COMPONENT, coalesce(col("leastName"), col("group")))
                .withColumn(GraphColumns.CONNECTED, col("connectedKey").isNotNull());
        Column words = when(
                Marks.kept().and(col(GraphColumns.CONNECTED)),
                concat(lit("connected with other groups; the first of them is "), col("leastName")));
        return Marks.see(joined, this, words).drop("connectedKey", "leastName");
    }

    private Dataset<Row> ofGroups(Dataset<Row> kept) {
        List<Column> keys = new ArrayList<>(List.of(col(GraphColumns.SET_KEY)));
        for (String name : together) {
            Column value = col("attributes").getItem(name);
            keys.add(when(value.isNotNull(), xxhash64(lit("attribute"), lit(name), value)));
        }
        return kept.select(
                        col(GraphColumns.GROUP_KEY).as("from"),
                        lit(true).as("group"),
                        explode(array(keys.toArray(Column[]::new))).as("to"))
                .filter(col("to").isNotNull());
    }

    private Dataset<Row> ofPrompts() {
        return sets.near()
                .filter(col("jaccard").geq(lit(apart)))
                .select(
                        col("one").as("from"),
                        lit(false).as("group"),
                        col("other").as("to"));
    }
}
