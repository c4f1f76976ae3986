package org.dasllm.dataset.graph;

import static java.util.Objects.requireNonNull;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.not;

import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.dasllm.dataset.memory.NightMemory;
import org.dasllm.dataset.step.Leaf;
import org.dasllm.dataset.step.Marks;
import org.jspecify.annotations.Nullable;

/**
 * The sets of shingles of all rows, each once: columns {@code one}, a set's hash, {@code oneSet} and {@code bands}. Rows carry the hash alone. With a memory there are
 * sets of other nights among them, whose rows are not here.
 */
public final class ShingleSets {
    private static final String TABLE = "shingles";

    private final NightMemory memory;
    private @Nullable Dataset<Row> all;
    private @Nullable Dataset<Row> fresh;
    private @Nullable KnownHashes here;
    private @Nullable CommonLast order;
    private @Nullable Dataset<Row> near;

    public ShingleSets(NightMemory memory) {
        this.memory = memory;
    }

    /** @param rows with {@link GraphColumns#SET_KEY}, and {@link GraphColumns#SET} unless the row is remembered; read more than once */
    void take(Dataset<Row> rows) {
        Dataset<Row> brought = Leaf.of(rows.filter(col(GraphColumns.SET).isNotNull())
                .select(
                        col(GraphColumns.SET_KEY).as("one"),
                        col(GraphColumns.SET).as("oneSet"))
                .dropDuplicates("one")
                .withColumn("bands", ShingleColumns.bands(col("oneSet"))));
        Optional<Dataset<Row>> before = memory.table(TABLE);
        fresh = before.map(known -> unknown(brought, known)).orElse(brought);
        all = before.map(known -> known.union(requireNonNull(fresh))).orElse(brought);
        if (memory.active()) {
            here = KnownHashes.of(rows.filter(Marks.kept()).select(GraphColumns.SET_KEY));
            if (memory.hasRoom()) {
                memory.add(TABLE, fresh);
            } else {
                memory.replace(TABLE, ofRows());
            }
        }
    }

    private static Dataset<Row> unknown(Dataset<Row> brought, Dataset<Row> known) {
        if (brought.count() > KnownHashes.FEW) {
            return Leaf.of(brought.join(known.select("one"), new String[] {"one"}, "left_anti"));
        }
        KnownHashes keys = KnownHashes.of(brought.select("one"));
        KnownHashes again = KnownHashes.of(known.select("one").filter(keys.has(col("one"))));
        return Leaf.of(brought.filter(not(again.has(col("one")))));
    }

    /** All sets. */
    Dataset<Row> all() {
        return requireNonNull(all);
    }

    /** The order of shingles for prefixes of these sets. */
    CommonLast order() {
        if (order == null) {
            order = CommonLast.of(all());
        }
        return order;
    }

    /** @param pairs of tonight's sets those that are near each other; a leaf */
    void near(Dataset<Row> pairs) {
        near = pairs;
    }

    /** The pairs of tonight's sets that are near each other, by what MinHash found: columns {@code one}, {@code other} and {@code jaccard}, each pair once. */
    public Dataset<Row> near() {
        return requireNonNull(near);
    }

    /** As {@link #near}, with each pair there and back. */
    Dataset<Row> nearBothWays() {
        return near().union(near().select(col("other"), col("one"), col("jaccard")));
    }

    /** Those that no night before had. */
    Dataset<Row> fresh() {
        return requireNonNull(fresh);
    }

    /** Those of tonight's rows. */
    Dataset<Row> ofRows() {
        return here == null ? all() : all().filter(here.has(col("one")));
    }

    /** Of pairs, columns {@code one} and {@code other} among others, those of which both sets are tonight's. */
    Dataset<Row> amongRows(Dataset<Row> pairs) {
        return here == null ? pairs : pairs.filter(here.has(col("one")).and(here.has(col("other"))));
    }
}
