package org.dasllm.dataset.graph;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Function;
import org.apache.spark.Partitioner;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import scala.Tuple2;

/**
 * Brings what has the same hash together, by numbers alone: an entry is a few numbers, of which thousands go through the shuffle as one row. As rows of their own they take
 * ten times as long.
 *
 * @param width numbers of an entry, the hash among them
 * @param tasks that the hashes are spread over
 */
record HashedBlocks(int width, int tasks) implements Serializable {
    private static final int ENTRIES = 4096;

    /** Of a task, which sorts them: 4 million. */
    private static final long ENTRIES_OF_A_TASK = 4L << 20;

    /**
     * For so many entries.
     *
     * @param rows that they are of, which are in so many partitions already
     */
    static HashedBlocks of(int width, long entries, JavaRDD<InternalRow> rows) {
        int tasks = (int) Math.min(10_000, 1 + entries / ENTRIES_OF_A_TASK);
        return new HashedBlocks(width, rows.getNumPartitions() > 1 ? Math.max(tasks, rows.getNumPartitions()) : tasks);
    }

    /** Gives the entries of a row. */
    interface Entries extends Serializable {
        void of(InternalRow row, Sink sink);
    }

    /** Takes entries. */
    interface Sink {
        /** An entry of two numbers. */
        void add(long hash, long second);

        /** An entry of three. */
        void add(long hash, long second, long third);
    }

    /** What is made of all entries of a task's hashes. */
    JavaRDD<Row> reduce(
            JavaRDD<InternalRow> rows, Entries entries, SerializableFunction<List<long[]>, Iterator<Row>> made) {
        Parts parts = new Parts(tasks);
        JavaPairRDD<Integer, long[]> blocks = rows.mapPartitionsToPair(found -> new Blocks(found, entries));
        // What is in one partition already needs no shuffle.
        JavaPairRDD<Integer, long[]> together = tasks == 1 ? blocks : blocks.partitionBy(parts);
        FlatMapFunction<Iterator<long[]>, Row> reduced = found -> {
            List<long[]> all = new ArrayList<>();
            found.forEachRemaining(all::add);
            return made.apply(all);
        };
        return together.values().mapPartitions(reduced);
    }

    interface SerializableFunction<T, R> extends Function<T, R>, Serializable {}

    /** Entries in blocks of one task each. */
    private final class Blocks implements Iterator<Tuple2<Integer, long[]>>, Sink {
        private final Iterator<InternalRow> rows;
        private final Entries entries;
        private final long[][] open = new long[tasks][];
        private final int[] sizes = new int[tasks];
        private final List<Tuple2<Integer, long[]>> full = new ArrayList<>();
        private boolean over;

        Blocks(Iterator<InternalRow> rows, Entries entries) {
            this.rows = rows;
            this.entries = entries;
        }

        @Override
        public boolean hasNext() {
            while (full.isEmpty() && rows.hasNext()) {
                entries.of(rows.next(), this);
            }
            if (full.isEmpty() && !over) {
                over = true;
                for (int part = 0; part < tasks; part++) {
                    if (sizes[part] > 0) {
                        full.add(new Tuple2<>(part, Arrays.copyOf(open[part], sizes[part])));
                    }
                }
            }
            return !full.isEmpty();
        }

        @Override
        public void add(long hash, long second) {
            int part = part(hash);
            open[part][sizes[part]++] = second;
            closeIfFull(part);
        }

        @Override
        public void add(long hash, long second, long third) {
            int part = part(hash);
            open[part][sizes[part]++] = second;
            open[part][sizes[part]++] = third;
            closeIfFull(part);
        }

        /** The hash's task, in whose block it is the last number now. */
        private int part(long hash) {
            int part = (int) Long.remainderUnsigned(hash, tasks);
            if (open[part] == null) {
                open[part] = new long[width * ENTRIES];
            }
            open[part][sizes[part]++] = hash;
            return part;
        }

        private void closeIfFull(int part) {
            if (sizes[part] == width * ENTRIES) {
                full.add(new Tuple2<>(part, open[part]));
                open[part] = null;
                sizes[part] = 0;
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
