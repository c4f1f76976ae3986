package org.dasllm.dataset.graph;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.Partitioner;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.dasllm.dataset.row.Shingles;
import scala.Tuple2;

/**
 * The pairs of sets that share a band, by numbers alone: each band of a set is 16 bytes, of which thousands go through the shuffle as one row. As rows
 * of their own they take ten times as long.
 *
 * @param most sets that a band may have
 */
record BandMembers(int most) implements Serializable {
    private static final int BLOCK = 4096;

    /** Of a task, which sorts them: 64 MB. */
    private static final long BANDS_OF_A_TASK = 4L << 20;

    private static final StructType SCHEMA =
            new StructType().add("one", DataTypes.LongType, false).add("other", DataTypes.LongType, false);

    /**
     * Each pair once, columns {@code one} and {@code other} with the lesser first. A band of more than {@code most} sets gives no pairs, but one row in which
     * both are the same.
     *
     * @param sets columns {@code one} and {@code bands}, each set once
     * @param count of the sets
     */
    Dataset<Row> pairs(Dataset<Row> sets, long count) {
        int tasks = (int) Math.min(10_000, 1 + count * Shingles.BANDS / BANDS_OF_A_TASK);
        JavaRDD<InternalRow> rows = sets.queryExecution().toRdd().toJavaRDD();
        if (rows.getNumPartitions() > 1) {
            tasks = Math.max(tasks, rows.getNumPartitions());
        }
        Parts parts = new Parts(tasks);
        JavaPairRDD<Integer, long[]> blocks =
                rows.mapPartitionsToPair(found -> new Blocks(found, parts.numPartitions()));
        // What is in one partition already needs no shuffle.
        JavaPairRDD<Integer, long[]> together = tasks == 1 ? blocks : blocks.partitionBy(parts);
        return sets.sparkSession()
                .createDataFrame(together.values().mapPartitions(this::pairs), SCHEMA)
                .distinct();
    }

    private Iterator<Row> pairs(Iterator<long[]> blocks) {
        List<long[]> all = new ArrayList<>();
        blocks.forEachRemaining(all::add);
        return new Pairs(new BandIndex(all));
    }

    /** The pairs of one band after the other; there may be very many. */
    private final class Pairs implements Iterator<Row> {
        private final BandIndex index;
        private int band = -1;
        private long[] sets = {};
        private int one;
        private int other;

        Pairs(BandIndex index) {
            this.index = index;
        }

        @Override
        public boolean hasNext() {
            while (one + 1 >= sets.length && band + 1 < index.bands()) {
                band++;
                sets = index.sets(band);
                one = 0;
                other = 1;
            }
            return one + 1 < sets.length;
        }

        @Override
        public Row next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            if (sets.length > most) {
                one = sets.length;
                return RowFactory.create(sets[0], sets[0]);
            }
            Row pair = RowFactory.create(Math.min(sets[one], sets[other]), Math.max(sets[one], sets[other]));
            if (++other == sets.length) {
                one++;
                other = one + 1;
            }
            return pair;
        }
    }

    /** Bands of sets, as pairs of a band and a set, in blocks of one part each. */
    private static final class Blocks implements Iterator<Tuple2<Integer, long[]>> {
        private final Iterator<InternalRow> sets;
        private final long[][] open;
        private final int[] sizes;
        private final List<Tuple2<Integer, long[]>> full = new ArrayList<>();
        private boolean over;

        Blocks(Iterator<InternalRow> sets, int parts) {
            this.sets = sets;
            open = new long[parts][];
            sizes = new int[parts];
        }

        @Override
        public boolean hasNext() {
            while (full.isEmpty() && sets.hasNext()) {
                InternalRow set = sets.next();
                add(set.getLong(0), ShingleColumns.longs(set.getBinary(1)));
            }
            if (full.isEmpty() && !over) {
                over = true;
                for (int part = 0; part < open.length; part++) {
                    if (sizes[part] > 0) {
                        full.add(new Tuple2<>(part, Arrays.copyOf(open[part], sizes[part])));
                    }
                }
            }
            return !full.isEmpty();
        }

        private void add(long set, long[] bands) {
            for (long band : bands) {
                int part = (int) Long.remainderUnsigned(band, open.length);
                if (open[part] == null) {
                    open[part] = new long[2 * BLOCK];
                }
                open[part][sizes[part]++] = band;
                open[part][sizes[part]++] = set;
                if (sizes[part] == 2 * BLOCK) {
                    full.add(new Tuple2<>(part, open[part]));
                    open[part] = null;
                    sizes[part] = 0;
                }
            }
        }

        @Override
        public Tuple2<Integer, long[]> next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return full.remove(full.size() - 1);
        }
    }

    private static final class Parts extends Partitioner {
        private static final long serialVersionUID = 1L;

        private final int count;

        Parts(int count) {
            this.count = count;
        }

        @Override
        public int numPartitions() {
            return count;
        }

        @Override
        public int getPartition(Object part) {
            return (Integer) part;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Parts parts && parts.count == count;
        }

        @Override
        public int hashCode() {
            return count;
        }
    }
}
