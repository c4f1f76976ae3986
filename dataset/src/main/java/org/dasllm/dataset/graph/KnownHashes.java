package org.dasllm.dataset.graph;

import java.io.Serializable;
import java.util.Arrays;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** Hashes that every executor knows, eight bytes for each, so that the few sets that have one are found in a pass over all sets. */
record KnownHashes(Broadcast<long[]> sorted) implements Serializable {
    /** @param hashes one column of longs; a few million at most */
    static KnownHashes of(Dataset<Row> hashes) {
        long[] all = hashes.distinct().as(Encoders.LONG()).collectAsList().stream()
                .mapToLong(Long::longValue)
                .sorted()
                .toArray();
        return new KnownHashes(
                JavaSparkContext.fromSparkContext(hashes.sparkSession().sparkContext())
                        .broadcast(all));
    }

    /** Those that are known; null for none, of which nothing is made a row. */
    long @Nullable [] among(long[] hashes) {
        long[] known = sorted.value();
        long[] found = Arrays.stream(hashes)
                .filter(hash -> Arrays.binarySearch(known, hash) >= 0)
                .toArray();
        return found.length == 0 ? null : found;
    }
}
