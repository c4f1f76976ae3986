package org.dasllm.dataset.graph;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.udf;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;

/**
 * On which sides sets are, as a number with a bit for each side.
 *
 * @param sets their hashes, sorted
 * @param sides those of each
 */
record KnownSides(long[] sets, byte[] sides) implements Serializable {
    /** Of so many sets, 18 MB, the sides go to every executor. */
    private static final long MOST = 2_000_000;

    /**
     * The sets that are on a side.
     *
     * @param sides a set's hash and the number of a side, from 0 to 6; a leaf
     * @param sets of {@link ShingleSets}
     * @return columns {@code one}, {@code sides} and {@code oneSet}
     */
    static Dataset<Row> of(Dataset<Row> sides, Dataset<Row> sets) {
        long count = sides.count();
        Dataset<Row> of;
        if (count <= MOST) {
            Broadcast<KnownSides> known = JavaSparkContext.fromSparkContext(
                            sides.sparkSession().sparkContext())
                    .broadcast(collected(sides));
            of = sets.withColumn(
                    "sides",
                    udf((UDF1<Long, @Nullable Integer>) one -> known.value().of(one), DataTypes.IntegerType)
                            .apply(col("one")));
        } else {
            of = sides.groupBy("one")
                    .agg(expr("bit_or(shiftleft(1, side))").as("sides"))
                    .join(sets, "one");
        }
        return of.filter(col("sides").isNotNull()).select("one", "sides", "oneSet");
    }

    private static KnownSides collected(Dataset<Row> sides) {
        List<long[]> parts = sides.select("one", "side")
                .queryExecution()
                .toRdd()
                .toJavaRDD()
                .mapPartitions(rows -> List.of(numbers(rows)).iterator())
                .collect();
        long[] sets = parts.stream()
                .flatMapToLong(part -> Arrays.stream(part).limit(part.length / 2))
                .sorted()
                .distinct()
                .toArray();
        byte[] of = new byte[sets.length];
        for (long[] part : parts) {
            int half = part.length / 2;
            for (int i = 0; i < half; i++) {
                of[Arrays.binarySearch(sets, part[i])] |= (byte) (1 << part[half + i]);
            }
        }
        return new KnownSides(sets, of);
    }

    /** All sets, and then the side of each. */
    private static long[] numbers(Iterator<InternalRow> rows) {
        long[] sets = new long[1024];
        long[] sides = new long[1024];
        int count = 0;
        while (rows.hasNext()) {
            if (count == sets.length) {
                sets = Arrays.copyOf(sets, 2 * count);
                sides = Arrays.copyOf(sides, 2 * count);
            }
            InternalRow row = rows.next();
            sets[count] = row.getLong(0);
            sides[count++] = row.getInt(1);
        }
        long[] all = Arrays.copyOf(sets, 2 * count);
        System.arraycopy(sides, 0, all, count, count);
        return all;
    }

    private @Nullable Integer of(long set) {
        int at = Arrays.binarySearch(sets, set);
        return at < 0 ? null : Integer.valueOf(sides[at]);
    }
}
