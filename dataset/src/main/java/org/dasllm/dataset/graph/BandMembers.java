package org.dasllm.dataset.graph;

import java.io.Serializable;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.dasllm.dataset.row.Shingles;

/**
 * The pairs of sets that share a band.
 *
 * @param most sets that a band may have
 */
record BandMembers(int most) implements Serializable {
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
        JavaRDD<InternalRow> rows = sets.queryExecution().toRdd().toJavaRDD();
        JavaRDD<Row> pairs = HashedBlocks.of(2, count * Shingles.BANDS, rows)
                .reduce(rows, BandMembers::bands, blocks -> new Pairs(new SharedHashes(blocks, 2)));
        return sets.sparkSession().createDataFrame(pairs, SCHEMA).distinct();
    }

    private static void bands(InternalRow set, HashedBlocks.Sink sink) {
        long one = set.getLong(0);
        for (long band : ShingleColumns.longs(set.getBinary(1))) {
            sink.add(band, one);
        }
    }

    /** The pairs of one band after the other; there may be very many. */
    private final class Pairs implements Iterator<Row> {
        private final SharedHashes bands;
        private int band = -1;
        private long[] sets = {};
        private int one;
        private int other;

        Pairs(SharedHashes bands) {
            this.bands = bands;
        }

        @Override
        public boolean hasNext() {
            while (one + 1 >= sets.length && band + 1 < bands.count()) {
                band++;
                sets = bands.entries(band);
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
}
