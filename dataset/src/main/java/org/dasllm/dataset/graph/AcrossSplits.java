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
 * @param name of the join in the memory, since it is made of other rows at other places
 * @param threshold the least Jaccard similarity
 */
public record AcrossSplits(NightMemory memory, String name, double threshold) {
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
        Dataset<Row> sets = Leaf.of(rows.filter(Marks.kept())
                .select(
                        col(GraphColumns.SET_KEY).as("one"),
                        Marks.rank(col("split")).as("side"),
                        col(GraphColumns.SET).as("oneSet"))
                .dropDuplicates("one", "side"));
        Dataset<Row> pairs = Leaf.of(withMemory(sets).orElseGet(() -> all(sets)));
        memory.replace(name + "-sides", sets.select("one", "side"));
        memory.replace(name + "-pairs", pairs);
        return pairs.select("one", "other", "jaccard").distinct();
    }

    private static boolean inOneSplit(Dataset<Row> rows) {
        return rows.filter(Marks.kept()).select("split").distinct().count() < 2;
    }

    /** Columns {@code one}, {@code side}, {@code other}, {@code otherSide} and {@code jaccard}. */
    private Dataset<Row> all(Dataset<Row> sets) {
        Dataset<Row> prefixes = sets.select(
                col("one"),
                col("side"),
                length(col("oneSet")).as("size"),
                explode(ShingleColumns.prefix(col("oneSet"), threshold)).as("token"));
        return verified(
                Leaf.of(joined(prefixes, prefixes, col("side").gt(col("otherSide")))
                        .distinct()),
                sets);
    }

    private Optional<Dataset<Row>> withMemory(Dataset<Row> sets) {
        Optional<Dataset<Row>> sides = memory.table(name + "-sides");
        Optional<Dataset<Row>> before = memory.table(name + "-pairs");
        if (sides.isEmpty() || before.isEmpty()) {
            return Optional.empty();
        }
        Dataset<Row> known = sides.get().toDF("knownOne", "knownSide");
        Dataset<Row> marked = Leaf.of(sets.join(
                        known,
                        col("one").equalTo(col("knownOne")).and(col("side").equalTo(col("knownSide"))),
                        "left")
                .select(
                        col("one"),
                        col("side"),
                        col("oneSet"),
                        col("knownOne").isNull().as("fresh")));
        Dataset<Row> fresh = marked.filter(col("fresh"));
        if (fresh.count() > MOST_FRESH) {
            return Optional.empty();
        }
        KnownHashes tokens = KnownHashes.of(fresh.select(explode(ShingleColumns.prefix(col("oneSet"), threshold))));
        Dataset<Row> prefixes = Leaf.of(marked.select(
                col("one"),
                col("side"),
                length(col("oneSet")).as("size"),
                explode(ShingleColumns.prefixAmong(col("oneSet"), threshold, tokens))
                        .as("token"),
                col("fresh")));
        Dataset<Row> candidates = Leaf.of(joined(
                        prefixes.filter(col("fresh")).drop("fresh"),
                        prefixes.drop("fresh"),
                        col("side").notEqual(col("otherSide")))
                .distinct());
        return Optional.of(verified(candidates, sets).union(still(before.get(), sets.select("one", "side"))));
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

    private Dataset<Row> verified(Dataset<Row> candidates, Dataset<Row> sets) {
        if (candidates.isEmpty()) {
            return candidates.withColumn("jaccard", lit(1.0));
        }
        Dataset<Row> pairs = candidates.select("one", "other").distinct();
        Dataset<Row> near = SetPairs.verified(
                        pairs, sets.select("one", "oneSet").dropDuplicates("one"), threshold)
                .toDF("nearOne", "nearOther", "jaccard");
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
