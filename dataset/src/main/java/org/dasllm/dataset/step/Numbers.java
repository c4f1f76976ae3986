package org.dasllm.dataset.step;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;

/**
 * Rows as a few numbers each, eight bytes for a number, on the driver: what is to be counted or connected is found in an array in the time that Spark takes to move the rows to each
 * other once.
 */
public final class Numbers {
    private static final int BLOCK = 1 << 10;

    /** As many rows are sent to a task in one piece. */
    private static final int ROWS = 1 << 16;

    private Numbers() {}

    /** Writes a row as numbers. */
    public interface Of extends Serializable {
        void put(InternalRow row, long[] numbers, int at);
    }

    /** Makes a row of the columns that begin at a place. */
    public interface RowOf extends Serializable {
        Object[] values(long[] numbers, int at);
    }

    /** One column of longs, null in no row; in no order. */
    public static long[] of(Dataset<Row> rows) {
        List<long[]> parts = of(rows, 1, (row, numbers, at) -> numbers[at] = row.getLong(0));
        long[] all = new long[parts.stream().mapToInt(part -> part.length).sum()];
        int count = 0;
        for (long[] part : parts) {
            System.arraycopy(part, 0, all, count, part.length);
            count += part.length;
        }
        return all;
    }

    /**
     * All rows, those of each partition one after the other.
     *
     * @param width so many numbers are a row
     */
    public static List<long[]> of(Dataset<Row> rows, int width, Of of) {
        return rows.queryExecution()
                .toRdd()
                .toJavaRDD()
                .mapPartitions(part -> List.of(numbers(part, width, of)).iterator())
                .collect();
    }

    private static long[] numbers(Iterator<InternalRow> rows, int width, Of of) {
        long[] numbers = new long[width * BLOCK];
        int count = 0;
        while (rows.hasNext()) {
            if (count == numbers.length) {
                numbers = Arrays.copyOf(numbers, 2 * count);
            }
            of.put(rows.next(), numbers, count);
            count += width;
        }
        return Arrays.copyOf(numbers, count);
    }

    /** Numbers as rows of a table. */
    public static Dataset<Row> rows(SparkSession session, long[] numbers, int width, StructType schema, RowOf row) {
        JavaSparkContext context = JavaSparkContext.fromSparkContext(session.sparkContext());
        List<long[]> pieces = new ArrayList<>();
        for (int from = 0; from < numbers.length; from += width * ROWS) {
            pieces.add(Arrays.copyOfRange(numbers, from, Math.min(numbers.length, from + width * ROWS)));
        }
        boolean one = "1".equals(session.conf().get("spark.sql.shuffle.partitions"));
        JavaRDD<Row> rows = context.parallelize(
                        pieces, one ? 1 : Math.max(1, Math.min(pieces.size(), context.defaultParallelism())))
                .flatMap(piece -> new Iterator<Row>() {
                    private int at;

                    @Override
                    public boolean hasNext() {
                        return at < piece.length;
                    }

                    @Override
                    public Row next() {
                        Row next = RowFactory.create(row.values(piece, at));
                        at += width;
                        return next;
                    }
                });
        Dataset<Row> all = session.createDataFrame(rows, schema);
        return one ? all.coalesce(1) : all;
    }
}
