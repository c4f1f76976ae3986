package org.dasllm.dataset.graph;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.dasllm.dataset.step.DatasetStep;
import org.dasllm.dataset.step.Evidence;
import org.dasllm.dataset.step.Leaf;
import org.dasllm.dataset.step.Marks;
import org.dasllm.dataset.step.Numbers;
import org.dasllm.dataset.step.Reason;

/**
 * Finds the groups that belong to one side of a split: those that share a prompt, have prompts near each other, or share a named key. Rows
 * that a later step drops connect as well, so that the split depends on no answer. Drops nothing.
 */
public final class ConnectedRows implements DatasetStep {
    /** The name of the evidence of rows that are connected. */
    public static final String EVIDENCE = "connected-rows";

    private static final StructType ROOTS =
            new StructType().add("connectedKey", DataTypes.LongType, false).add("root", DataTypes.LongType, false);

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
        long[] connected = components(kept).connected();
        if (connected.length == 0) {
            return rows.withColumn(GraphColumns.COMPONENT, col("group")).withColumn(GraphColumns.CONNECTED, lit(false));
        }
        SparkSession session = rows.sparkSession();
        Dataset<Row> roots = Leaf.of(Numbers.rows(
                session, connected, 2, ROOTS, (pair, at) -> new Object[] {pair[at], pair[at + 1]}));
        KnownHashes keys = KnownHashes.sorted(
                session,
                IntStream.range(0, connected.length / 2)
                        .mapToLong(i -> connected[2 * i])
                        .sorted()
                        .toArray());
        Dataset<Row> named = kept.select(col("group").as("name"), col(GraphColumns.GROUP_KEY))
                .filter(keys.has(col(GraphColumns.GROUP_KEY)))
                .distinct()
                .join(roots, col(GraphColumns.GROUP_KEY).equalTo(col("connectedKey")))
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

    private Components components(Dataset<Row> kept) {
        Components components = new Components();
        List<Column> keys = new ArrayList<>(List.of(col(GraphColumns.GROUP_KEY), col(GraphColumns.SET_KEY)));
        for (String name : together) {
            Column value = col("attributes").getItem(name);
            // A row without a value is connected by nothing more than its set.
            keys.add(coalesce(
                    when(value.isNotNull(), xxhash64(lit("attribute"), lit(name), value)), col(GraphColumns.SET_KEY)));
        }
        edges(kept.select(keys.toArray(Column[]::new)), keys.size(), true, components);
        edges(sets.near().filter(col("jaccard").geq(lit(apart))).select("one", "other"), 2, false, components);
        return components;
    }

    /** @param rows of which each connects its first key with all others */
    private static void edges(Dataset<Row> rows, int width, boolean group, Components components) {
        for (long[] part : Numbers.of(rows, width, (row, numbers, at) -> {
            for (int i = 0; i < width; i++) {
                numbers[at + i] = row.getLong(i);
            }
        })) {
            for (int at = 0; at < part.length; at += width) {
                for (int i = 1; i < width; i++) {
                    components.edge(part[at], group, part[at + i]);
                }
            }
        }
    }
}
