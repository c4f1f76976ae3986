package org.dasllm.dataset.graph;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;

import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.dasllm.dataset.memory.NightMemory;
import org.dasllm.dataset.step.Leaf;
import org.dasllm.dataset.step.Marks;
import org.jspecify.annotations.Nullable;

/**
 * The exact join of prompts in different splits. None is missed; so with a memory only what is new in a split is compared with everything, and
 * of two sets that both were in their splits the night before it is known.
 *
 * @param memory of the night before
 * @param sets those of the rows
 * @param name of the join in the memory, since it is made of other rows at other places
 * @param threshold the least Jaccard similarity
 */
public record AcrossSplits(NightMemory memory, ShingleSets sets, String name, double threshold) {
    private static final StructType PAIRS = new StructType()
            .add("one", DataTypes.LongType)
            .add("other", DataTypes.LongType)
            .add("jaccard", DataTypes.DoubleType);

    /** More sets than these that are new in their splits are joined without what is known of the others. */
    private static final long MOST_FRESH = 100_000;

    /**
     * All pairs of sets in different splits that are at least this near; none is missed. The same set in two splits is a pair as well.
     *
     * @param rows columns of {@link GraphColumns} and {@code split}; rows that were dropped do not count
     * @return columns {@code one}, {@code other} and {@code jaccard}
     */
    public Dataset<Row> of(Dataset<Row> rows) {
        KnownSides sides =
                KnownSides.of(rows.filter(Marks.kept()).select(col(GraphColumns.SET_KEY), Marks.rank(col("split"))));
        SparkSession session = rows.sparkSession();
        if (!memory.active() && sides.onOneSide()) {
            return session.createDataFrame(List.of(), PAIRS);
        }
        Dataset<Row> pairs = Leaf.of(withMemory(sides).orElseGet(() -> verified(candidates(sides, null))));
        if (memory.active()) {
            memory.replace(name + "-sides", sides.rows(session));
            memory.replace(name + "-pairs", pairs);
        }
        return pairs.select("one", "other", "jaccard").distinct();
    }

    /** Columns one, side, other, otherSide and jaccard. */
    private Optional<Dataset<Row>> withMemory(KnownSides tonight) {
        Optional<Dataset<Row>> known = memory.table(name + "-sides");
        Optional<Dataset<Row>> before = memory.table(name + "-pairs");
        if (known.isEmpty() || before.isEmpty()) {
            return Optional.empty();
        }
        KnownSides fresh = tonight.without(KnownSides.of(known.get().select("one", "side")));
        if (fresh.sets().length > MOST_FRESH) {
            return Optional.empty();
        }
        Dataset<Row> still = tonight.filter(tonight.filter(before.get(), "one", "side"), "other", "otherSide");
        return Optional.of(
                fresh.sets().length == 0
                        ? still
                        : verified(candidates(tonight, fresh)).union(still));
    }

    /**
     * Pairs that may be near.
     *
     * @param fresh of which one is on its side for the first time; null for all pairs
     */
    private Dataset<Row> candidates(KnownSides tonight, @Nullable KnownSides fresh) {
        CommonLast order = sets.order();
        Dataset<Row> sided = tonight.sided(fresh == null ? tonight : fresh, sets.all());
        return Leaf.of(SidePairs.of(
                sided, tonight.sets().length, threshold, order, fresh == null ? null : shingles(fresh, order)));
    }

    /** What the sets have in their prefixes. */
    private KnownHashes shingles(KnownSides fresh, CommonLast order) {
        KnownHashes keys = KnownHashes.sorted(sets.all().sparkSession(), fresh.sets());
        return KnownHashes.of(
                sets.all().filter(keys.has(col("one"))).select(explode(order.prefix(col("oneSet"), threshold))));
    }

    private Dataset<Row> verified(Dataset<Row> candidates) {
        if (candidates.isEmpty()) {
            return candidates.withColumn("jaccard", lit(1.0));
        }
        Dataset<Row> pairs = candidates.select("one", "other").distinct();
        Dataset<Row> near =
                SetPairs.verified(Leaf.of(pairs), sets.all(), threshold).toDF("nearOne", "nearOther", "jaccard");
        return candidates
                .join(near, col("one").equalTo(col("nearOne")).and(col("other").equalTo(col("nearOther"))))
                .select("one", "side", "other", "otherSide", "jaccard");
    }
}
