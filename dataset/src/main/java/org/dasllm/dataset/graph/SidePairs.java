package org.dasllm.dataset.graph;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Queue;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** Pairs of sets on different sides that may be near each other: those that share a shingle of their prefixes, so that none is missed. */
final class SidePairs implements Iterator<Row> {
    private static final StructType SCHEMA = new StructType()
            .add("one", DataTypes.LongType, false)
            .add("side", DataTypes.IntegerType, false)
            .add("other", DataTypes.LongType, false)
            .add("otherSide", DataTypes.IntegerType, false);

    /** Of an entry a set's hash, and its sides above its size. */
    private static final int WIDTH = 3;

    /** Of the number of a set's sides those that it is on, beside those on which it is fresh. */
    private static final int ON = (1 << KnownSides.FRESH) - 1;

    private static final int FRESH = KnownSides.FRESH;

    /** A set has some eight in its prefix, or some thirty where it is long. */
    private static final int SHINGLES = 20;

    /** What rounding may take from a size. */
    private static final double ROUNDED = 1e-9;

    private final double threshold;
    private final SharedHashes shingles;
    private int shingle = -1;
    private long[] sets = {};
    private int first;
    private int second;
    private final Queue<Row> next = new ArrayDeque<>();

    private SidePairs(double threshold, SharedHashes shingles) {
        this.threshold = threshold;
        this.shingles = shingles;
    }

    /**
     * Each pair of which one is fresh on its side, once: two hashes of sets, each with the number of its side, the greater side first. The same set on two sides is a pair.
     *
     * @param sets of {@link KnownSides}
     * @param count of the sets, about
     * @param threshold the least Jaccard similarity
     * @param order in which the prefixes are the first
     * @param ofFresh the shingles in the prefixes of fresh sets; null where all are fresh
     */
    static Dataset<Row> of(
            Dataset<Row> sets, long count, double threshold, CommonLast order, @Nullable KnownHashes ofFresh) {
        SparkSession session = sets.sparkSession();
        JavaRDD<InternalRow> rows = sets.queryExecution().toRdd().toJavaRDD();
        HashedBlocks.Entries entries = (set, sink) -> {
            long[] all = ShingleColumns.longs(set.getBinary(2));
            long sidesAndSize = (long) set.getInt(1) << Integer.SIZE | all.length;
            long[] prefix = order.prefix(all, threshold);
            for (long shingle : prefix) {
                if (ofFresh == null || ofFresh.has(shingle)) {
                    sink.add(shingle, set.getLong(0), sidesAndSize);
                }
            }
            if (Integer.bitCount(set.getInt(1) & ON) > 1) {
                // It is a pair by itself, though it may share its shingles with no other set.
                sink.add(prefix[0], set.getLong(0), sidesAndSize);
            }
        };
        JavaRDD<Row> pairs = HashedBlocks.of(WIDTH, count * SHINGLES, rows)
                .reduce(rows, entries, blocks -> new SidePairs(threshold, new SharedHashes(blocks, WIDTH)));
        return session.createDataFrame(pairs, SCHEMA).distinct();
    }

    private static void add(Queue<Row> pairs, long one, int sides, long other, int otherSides) {
        for (int side = 1; (sides & ON) >> side != 0; side++) {
            for (int lesser = 0; lesser < side; lesser++) {
                boolean fresh = (sides >> FRESH >> side & 1) != 0 || (otherSides >> FRESH >> lesser & 1) != 0;
                if (fresh && (sides >> side & 1) != 0 && (otherSides >> lesser & 1) != 0) {
                    pairs.add(RowFactory.create(one, side, other, lesser));
                }
            }
        }
    }

    @Override
    public boolean hasNext() {
        while (next.isEmpty() && (second < sets.length || shingle + 1 < shingles.count())) {
            if (second >= sets.length) {
                shingle++;
                sets = shingles.entries(shingle);
                first = 0;
                second = 2;
            } else {
                compare();
                second += 2;
                if (second >= sets.length) {
                    first += 2;
                    second = first + 2;
                }
            }
        }
        return !next.isEmpty();
    }

    private void compare() {
        int size = (int) sets[first + 1];
        int otherSize = (int) sets[second + 1];
        if (Math.min(size, otherSize) >= threshold * Math.max(size, otherSize) - ROUNDED) {
            int sides = (int) (sets[first + 1] >>> Integer.SIZE);
            int otherSides = (int) (sets[second + 1] >>> Integer.SIZE);
            add(next, sets[first], sides, sets[second], otherSides);
            add(next, sets[second], otherSides, sets[first], sides);
        }
    }

    @Override
    public Row next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return next.remove();
    }
}
