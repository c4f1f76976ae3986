package org.dasllm.dataset.graph;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.udf;

import java.io.Serializable;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;
import org.dasllm.dataset.row.Shingles;

/**
 * An order of shingles in which those that very many sets have come last, for {@link Shingles#prefix}: any order that is the same for all sets of a join misses no pair, and in this
 * one few sets share a shingle of their prefixes.
 *
 * @param common the shingles that come last
 */
record CommonLast(KnownHashes common) implements Serializable {
    /** As many sets are looked at. */
    private static final long SAMPLE = 20_000;

    /** A shingle is common if one in so many sets has it. */
    private static final long ONE_IN = 1000;

    /** @param sets columns {@code one} and {@code oneSet} */
    static CommonLast of(Dataset<Row> sets) {
        return of(sets, SAMPLE);
    }

    /**
     * As {@link #of(Dataset)}.
     *
     * @param most as many sets are looked at; where there are no more, all shingles are as good
     */
    static CommonLast of(Dataset<Row> sets, long most) {
        long all = sets.count();
        if (all <= most) {
            return new CommonLast(new KnownHashes(
                    JavaSparkContext.fromSparkContext(sets.sparkSession().sparkContext())
                            .broadcast(new long[0])));
        }
        // Their hashes are in no order, so that every n-th of them is a sample.
        long every = 1 + all / most;
        Dataset<Row> sample = sets.filter(pmod(col("one"), lit(every)).equalTo(0L));
        long least = Math.max(3, all / every / ONE_IN);
        return new CommonLast(KnownHashes.of(
                sample.select(explode(ShingleColumns.numbers(col("oneSet"))).as("shingle"))
                        .groupBy("shingle")
                        .agg(count(lit(1)).as("sets"))
                        .filter(col("sets").gt(least))
                        .select("shingle")));
    }

    /** The prefix of a set in this order. */
    Column prefix(Column set, double threshold) {
        return udf(
                        (UDF1<byte[], long[]>) bytes -> prefix(ShingleColumns.longs(bytes), threshold),
                        DataTypes.createArrayType(DataTypes.LongType, false))
                .apply(set);
    }

    long[] prefix(long[] set, double threshold) {
        long[] ordered = new long[set.length];
        int first = 0;
        int last = set.length;
        for (long shingle : set) {
            if (common.has(shingle)) {
                ordered[--last] = shingle;
            } else {
                ordered[first++] = shingle;
            }
        }
        return Shingles.prefix(ordered, threshold);
    }
}
