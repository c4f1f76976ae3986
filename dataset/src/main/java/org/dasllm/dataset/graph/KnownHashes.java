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
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;

/** Hashes that every executor knows, eight bytes for each, so that the few sets that have one are found in a pass over all sets. */
public record KnownHashes(Broadcast<long[]> sorted) implements Serializable {
    /** As many rows are sent to every executor for a join: some 20 MB. */
    public static final long FEW = 200_000;

    /** The rows, to be joined to many: sent to all who join where they are few, so that the many stay where they are. */
    public static Dataset<Row> toJoin(Dataset<Row> rows) {
        return rows.count() <= FEW ? broadcast(rows) : rows;
    }

    /** @param hashes one column of longs; a few million at most */
    public static KnownHashes of(Dataset<Row> hashes) {
        long[] all = hashes.distinct().as(Encoders.LONG()).collectAsList().stream()
                .mapToLong(Long::longValue)
                .sorted()
                .toArray();
        return new KnownHashes(
                JavaSparkContext.fromSparkContext(hashes.sparkSession().sparkContext())
                        .broadcast(all));
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
