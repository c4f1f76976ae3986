package org.dasllm.dataset.graph;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.xxhash64;

import java.io.Serializable;
import java.util.Arrays;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;
import org.dasllm.dataset.step.Numbers;
import org.jspecify.annotations.Nullable;

/** Hashes that every executor knows, eight bytes for each, so that the few sets that have one are found in a pass over all sets. */
public record KnownHashes(Broadcast<long[]> sorted) implements Serializable {
    /** As many rows are sent to every executor for a join: some 20 MB. */
    public static final long FEW = 200_000;

    /** The rows, to be joined to many: sent to all who join where they are few, so that the many stay where they are. */
    public static Dataset<Row> toJoin(Dataset<Row> rows) {
        return rows.count() <= FEW ? broadcast(rows) : rows;
    }

    /** @param hashes one column of longs, null in no row */
    public static KnownHashes of(Dataset<Row> hashes) {
        return sorted(
                hashes.sparkSession(),
                Arrays.stream(Numbers.of(hashes)).sorted().distinct().toArray());
    }

    /** Those of some hashes that more than one row has. */
    public static KnownHashes again(Dataset<Row> hashes) {
        long[] all = Numbers.of(hashes);
        Arrays.sort(all);
        int count = 0;
        for (int i = 1; i < all.length; i++) {
            if (all[i] == all[i - 1] && (count == 0 || all[count - 1] != all[i])) {
                all[count++] = all[i];
            }
        }
        return sorted(hashes.sparkSession(), Arrays.copyOf(all, count));
    }

    /** @param hashes sorted */
    static KnownHashes sorted(SparkSession session, long[] hashes) {
        return new KnownHashes(
                JavaSparkContext.fromSparkContext(session.sparkContext()).broadcast(hashes));
    }

    /**
     * The rows with one of these keys: in a pass over them where the keys are few; else by a join.
     *
     * @param keys a column of the key's name
     */
    public static Dataset<Row> among(Dataset<Row> rows, Dataset<Row> keys, String key) {
        boolean few = keys.count() <= FEW;
        Dataset<Row> perhaps =
                few ? rows.filter(of(keys.select(xxhash64(col(key)))).has(xxhash64(col(key)))) : rows;
        return perhaps.join(few ? broadcast(keys) : keys, new String[] {key}, "left_semi");
    }

    public int size() {
        return sorted.value().length;
    }

    /** Whether a hash is known. */
    public boolean has(long hash) {
        return Arrays.binarySearch(sorted.value(), hash) >= 0;
    }

    /** Whether a hash is known; false for null. */
    public Column has(Column hash) {
        return udf((UDF1<@Nullable Long, Boolean>) one -> one != null && has(one), DataTypes.BooleanType)
                .apply(hash);
    }

    /** Those that are known; null for none, of which nothing is made a row. */
    long @Nullable [] among(long[] hashes) {
        long[] known = sorted.value();
        long[] found = new long[hashes.length];
        int count = 0;
        for (long hash : hashes) {
            if (Arrays.binarySearch(known, hash) >= 0) {
                found[count++] = hash;
            }
        }
        return count == 0 ? null : Arrays.copyOf(found, count);
    }
}
