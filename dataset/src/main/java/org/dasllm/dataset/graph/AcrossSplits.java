package org.dasllm.dataset.graph;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.length;
import static org.apache.spark.sql.functions.lit;

import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.dasllm.dataset.memory.NightMemory;
import org.dasllm.dataset.step.Leaf;
import org.dasllm.dataset.step.Marks;

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
        if (!memory.active() && inOneSplit(rows)) {
            return rows.sparkSession().createDataFrame(List.of(), PAIRS);
        }
        Dataset<Row> sides = Leaf.of(rows.filter(Marks.kept())
                .select(
                        col(GraphColumns.SET_KEY).as("one"),
                        Marks.rank(col("split")).as("side"))
                .distinct());
        Dataset<Row> pairs = Leaf.of(withMemory(sides).orElseGet(() -> all(sides)));
        memory.replace(name + "-sides", sides);
        memory.replace(name + "-pairs", pairs);
        return pairs.select("one", "other", "jaccard").distinct();
    }

    private static boolean inOneSplit(Dataset<Row> rows) {
        return rows.filter(Marks.kept()).select("split").distinct().count() < 2;
    }

    /** Columns one, side, other, otherSide and jaccard. */
    private Dataset<Row> all(Dataset<Row> sides) {
        Dataset<Row> sided = KnownSides.of(sides, sets.all());
        return verified(Leaf.of(SidePairs.of(sided, sides.count(), threshold, sets.order())));
    }

    private Optional<Dataset<Row>> withMemory(Dataset<Row> sides) {
        Optional<Dataset<Row>> known = memory.table(name + "-sides");
        Optional<Dataset<Row>> before = memory.table(name + "-pairs");
        if (known.isEmpty() || before.isEmpty()) {
            return Optional.empty();
        }
        Dataset<Row> fresh = Leaf.of(sides.join(known.get(), new String[] {"one", "side"}, "left_anti"));
        if (fresh.count() > MOST_FRESH) {
            return Optional.empty();
        }
        KnownHashes keys = KnownHashes.of(fresh.select("one"));
        CommonLast order = sets.order();
        KnownHashes tokens = KnownHashes.of(
                sets.all().filter(keys.has(col("one"))).select(explode(order.prefix(col("oneSet"), threshold))));
        Dataset<Row> prefixes = Leaf.of(sets.all()
                .select(
                        col("one"),
                        length(col("oneSet")).as("size"),
                        explode(order.prefixAmong(col("oneSet"), threshold, tokens))
                                .as("token")));
        Dataset<Row> candidates = Leaf.of(joined(
                        prefixesOf(fresh, prefixes),
                        prefixesOf(sides, prefixes),
                        col("side").notEqual(col("otherSide")))
                .distinct());
        return Optional.of(verified(candidates).union(still(before.get(), sides)));
    }

    private static Dataset<Row> prefixesOf(Dataset<Row> sides, Dataset<Row> prefixes) {
        return sides.join(KnownHashes.toJoin(prefixes), "one").select("one", "side", "size", "token");
    }

    private Dataset<Row> joined(Dataset<Row> prefixes, Dataset<Row> others, Column sides) {
        return prefixes.join(
                        others.toDF("other", "otherSide", "otherSize", "otherToken"),
                        col("token")
                                .equalTo(col("otherToken"))
                                .and(sides)
                                .and(col("size").geq(col("otherSize").multiply(threshold)))
                                .and(col("otherSize").geq(col("size").multiply(threshold))))
                .select("one", "side", "other", "otherSide");
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

    /** Of pairs those whose sets are both where they were. */
    private static Dataset<Row> still(Dataset<Row> pairs, Dataset<Row> sides) {
        Dataset<Row> others = sides.toDF("stillOther", "stillSide");
        return pairs.join(sides, new String[] {"one", "side"}, "left_semi")
                .join(
                        others,
                        col("other")
                                .equalTo(col("stillOther"))
                                .and(col("otherSide").equalTo(col("stillSide"))),
                        "left_semi")
                .select("one", "side", "other", "otherSide", "jaccard");
    }
}
