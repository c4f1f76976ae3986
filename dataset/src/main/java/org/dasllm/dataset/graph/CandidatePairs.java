package org.dasllm.dataset.graph;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.row_number;

import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.dasllm.dataset.step.Leaf;

/**
 * The pairs of sets that MinHash takes for near each other: those that agree in a band.
 *
 * <p>A band that very many sets share comes of a text that all of them hold. Its sets are not compared each with each, but each with the
 * first few, and with those that share one of its rare shingles: a pair is left out only if neither is among the first and all that they
 * have in common is common to very many. So the pairs of a set are bounded, however many sets there are.
 *
 * @param most as many sets of a band are compared each with each
 */
record CandidatePairs(int most) {
    private static final int MOST = 1000;

    /** The bands of so many sets, 16 MB, go to every executor. */
    private static final long MOST_FRESH = 100_000;

    /** With so many of a band's first sets each of its sets is compared, where there are too many. */
    private static final int FIRST = 4;

    /**
     * What was found.
     *
     * @param pairs columns {@code one} and {@code other}
     * @param crowded whether a band was too crowded for all its pairs
     */
    record Found(Dataset<Row> pairs, boolean crowded) {}

    CandidatePairs() {
        this(MOST);
    }

    /**
     * Pairs of hashes of sets, columns {@code one} and {@code other}, with the lesser first, each pair once.
     *
     * @param sets of {@link ShingleSets}
     */
    Found of(Dataset<Row> sets) {
        Dataset<Row> pairs = Leaf.of(new BandMembers(most).pairs(sets.select("one", "bands"), sets.count()));
        if (pairs.filter(col("one").equalTo(col("other"))).isEmpty()) {
            return new Found(pairs, false);
        }
        Dataset<Row> banded = sets.select(
                col("one"), explode(ShingleColumns.numbers(col("bands"))).as("band"));
        Dataset<Row> crowded = Leaf.of(banded.groupBy(col("band").as("crowded"))
                .agg(count(lit(1)).as("members"))
                .filter(col("members").gt(most)));
        Dataset<Row> members = sets.join(
                banded.join(crowded, col("band").equalTo(col("crowded")), "left_semi")
                        .select("one")
                        .distinct(),
                "one");
        return new Found(ofFirst(banded.union(rare(members))), true);
    }

    /**
     * Of the pairs of {@link #of} those that have a fresh set; empty where a band is too crowded to be told from its fresh sets alone, or too
     * many sets are fresh.
     *
     * @param sets of {@link ShingleSets}
     * @param fresh those of them that are fresh; a leaf
     */
    Optional<Dataset<Row>> ofFresh(Dataset<Row> sets, Dataset<Row> fresh) {
        if (fresh.count() > MOST_FRESH) {
            return Optional.empty();
        }
        KnownHashes bands = KnownHashes.of(fresh.select(explode(ShingleColumns.numbers(col("bands")))));
        KnownHashes keys = KnownHashes.of(fresh.select("one"));
        Dataset<Row> banded = Leaf.of(sets.select(
                col("one"),
                explode(ShingleColumns.numbersAmong(col("bands"), bands)).as("band")));
        // Bands without a fresh set have no more sets than the night before, when none was crowded.
        if (!banded.groupBy("band")
                .agg(count(lit(1)).as("members"))
                .filter(col("members").gt(most))
                .isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(banded.filter(keys.has(col("one")))
                .join(
                        banded.toDF("other", "otherBand"),
                        col("band").equalTo(col("otherBand")).and(col("one").notEqual(col("other"))))
                .select(
                        least(col("one"), col("other")).as("one"),
                        greatest(col("one"), col("other")).as("other"))
                .distinct());
    }

    /** Each set with those of its shingles that it shares with some other sets, but not with too many, as bands. */
    private Dataset<Row> rare(Dataset<Row> sets) {
        Dataset<Row> shingles = Leaf.of(sets.select(
                col("one"), explode(ShingleColumns.prefix(col("oneSet"), 0)).as("band")));
        Dataset<Row> rare = shingles.groupBy(col("band").as("rare"))
                .agg(count(lit(1)).as("members"))
                .filter(col("members").between(2, most));
        return shingles.join(rare, col("band").equalTo(col("rare")), "left_semi");
    }

    private Dataset<Row> ofFirst(Dataset<Row> banded) {
        Dataset<Row> placed = banded.withColumn(
                        "place", row_number().over(Window.partitionBy("band").orderBy("one")))
                .withColumn("members", count(lit(1)).over(Window.partitionBy("band")));
        Dataset<Row> first = placed.filter(
                        col("members").leq(most).or(col("place").leq(FIRST)))
                .select(col("one").as("first"), col("band").as("firstBand"));
        return placed.join(
                        first,
                        col("band").equalTo(col("firstBand")).and(col("first").lt(col("one"))))
                .select(col("first").as("one"), col("one").as("other"))
                .distinct();
    }
}
