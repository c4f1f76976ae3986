package org.dasllm.dataset.graph;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.udf;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.dasllm.dataset.step.Numbers;
import org.jspecify.annotations.Nullable;

/**
 * On which sides sets of shingles or other things are, as a number with a bit for each side: nine bytes for each on the driver, and on every executor where they look
 * it up.
 *
 * @param sets their hashes, sorted
 * @param sides those of each
 */
@SuppressWarnings("ArrayRecordComponent")
public record KnownSides(long[] sets, byte[] sides) implements Serializable {
    private static final StructType SCHEMA =
            new StructType().add("one", DataTypes.LongType, false).add("side", DataTypes.IntegerType, false);

    /** In the number of a set's sides those that are fresh stand so many bits higher. */
    static final int FRESH = 8;

    /**
     * The sets that are on one of these sides.
     *
     * @param fresh those of the sides that are fresh
     * @param sets of {@link ShingleSets}
     * @return columns {@code one}, {@code sides} and {@code oneSet}
     */
    Dataset<Row> sided(KnownSides fresh, Dataset<Row> sets) {
        Broadcast<KnownSides> all = sent(sets, this);
        Broadcast<KnownSides> some = sent(sets, fresh);
        return sets.withColumn(
                        "sides",
                        udf(
                                        (UDF1<Long, @Nullable Integer>) one -> {
                                            int sides = all.value().sides(one);
                                            return sides == 0
                                                    ? null
                                                    : sides | some.value().sides(one) << FRESH;
                                        },
                                        DataTypes.IntegerType)
                                .apply(col("one")))
                .filter(col("sides").isNotNull())
                .select("one", "sides", "oneSet");
    }

    /** Of rows with a set and a side those that are among these. */
    Dataset<Row> filter(Dataset<Row> rows, String set, String side) {
        Broadcast<KnownSides> all = sent(rows, this);
        return rows.filter(udf(
                        (UDF2<Long, Integer, Boolean>) (one, on) -> (all.value().sides(one) >> on & 1) != 0,
                        DataTypes.BooleanType)
                .apply(col(set), col(side)));
    }

    private static Broadcast<KnownSides> sent(Dataset<Row> rows, KnownSides sides) {
        return JavaSparkContext.fromSparkContext(rows.sparkSession().sparkContext())
                .broadcast(sides);
    }

    /** Those sets and sides that are not among others. */
    KnownSides without(KnownSides others) {
        long[] left = new long[sets.length];
        byte[] on = new byte[sets.length];
        int count = 0;
        for (int i = 0; i < sets.length; i++) {
            int rest = sides[i] & ~others.sides(sets[i]);
            if (rest != 0) {
                left[count] = sets[i];
                on[count++] = (byte) rest;
            }
        }
        return new KnownSides(Arrays.copyOf(left, count), Arrays.copyOf(on, count));
    }

    /** @param sides a hash, such as that of a set, and the number of a side, from 0 to 6; rows may say the same */
    public static KnownSides of(Dataset<Row> sides) {
        List<long[]> parts = Numbers.of(sides, 2, (row, numbers, at) -> {
            numbers[at] = row.getLong(0);
            numbers[at + 1] = row.getInt(1);
        });
        long[] sets = new long[parts.stream().mapToInt(part -> part.length / 2).sum()];
        int count = 0;
        for (long[] part : parts) {
            for (int i = 0; i < part.length; i += 2) {
                sets[count++] = part[i];
            }
        }
        sets = Arrays.stream(sets).sorted().distinct().toArray();
        byte[] on = new byte[sets.length];
        for (long[] part : parts) {
            for (int i = 0; i < part.length; i += 2) {
                on[Arrays.binarySearch(sets, part[i])] |= (byte) (1 << part[i + 1]);
            }
        }
        return new KnownSides(sets, on);
    }

    /** As {@link #of} takes them, each once. */
    Dataset<Row> rows(SparkSession session) {
        long[] numbers = new long[2 * all()];
        int count = 0;
        for (int i = 0; i < sets.length; i++) {
            for (int side = 0; sides[i] >> side != 0; side++) {
                if ((sides[i] >> side & 1) != 0) {
                    numbers[count++] = sets[i];
                    numbers[count++] = side;
                }
            }
        }
        return Numbers.rows(session, numbers, 2, SCHEMA, (pair, at) -> new Object[] {pair[at], (int) pair[at + 1]});
    }

    private int all() {
        int all = 0;
        for (byte on : sides) {
            all += Integer.bitCount(on);
        }
        return all;
    }

    /** Whether all are on one side; so are none. */
    boolean onOneSide() {
        return counts().size() < 2 && counts().keySet().stream().allMatch(on -> Integer.bitCount(on) == 1);
    }

    /** How many sets are on sides that make up a number. */
    public Map<Integer, Long> counts() {
        Map<Integer, Long> counts = new TreeMap<>();
        for (byte on : sides) {
            counts.merge((int) on, 1L, Long::sum);
        }
        return counts;
    }

    /** A bit for each side that a set is on. */
    private int sides(long set) {
        int at = Arrays.binarySearch(sets, set);
        return at < 0 ? 0 : sides[at];
    }
}
