package org.dasllm.cuda;

import java.util.Arrays;

/**
 * Sums down the columns of tall matrices in two steps: the rows are cut into parts by their number alone, each part is
 * added up by one thread a column, and then the parts, so that every sum has one order.
 */
final class ColumnSums {
    private static final int THREADS = 128;
    private static final int LEAST_ROWS = 32;
    private static final int MOST_PARTS = 512;

    private final CudaPass pass;

    ColumnSums(CudaPass pass) {
        this.pass = pass;
    }

    private record Parts(int count, long rows) {
        static Parts of(long rows) {
            long wanted = Math.min(MOST_PARTS, Math.max(1, rows / LEAST_ROWS));
            long each = (rows + wanted - 1) / wanted;
            return new Parts((int) ((rows + each - 1) / each), each);
        }
    }

    /** target [columns] += Σ rows. */
    void addColumns(long values, int rows, int columns, long target) {
        if (rows > 0) {
            Parts parts = Parts.of(rows);
            run("column_partials", parts, columns, target, values, (long) rows, parts.rows, columns);
        }
    }

    /** target [columns] += Σ a∘b / divisors. */
    void addProducts(long a, long b, long divisors, int rows, int columns, long target) {
        if (rows > 0) {
            Parts parts = Parts.of(rows);
            run("product_partials", parts, columns, target, a, b, divisors, (long) rows, parts.rows, columns);
        }
    }

    /** target [columns] += Σ dy∘x·r over groups. */
    void addNormGradient(long dy, long x, long inverses, long groups, int columns, long target) {
        if (groups > 0) {
            Parts parts = Parts.of(groups);
            run("norm_weight_partials", parts, columns, target, dy, x, inverses, groups, parts.rows, columns);
        }
    }

    private void run(String kernel, Parts parts, int columns, long target, Object... arguments) {
        Arena.Mark mark = pass.mark();
        long partials = pass.takeFloats((long) parts.count * columns);
        Object[] all = Arrays.copyOf(arguments, arguments.length + 1);
        all[arguments.length] = partials;
        int blocks = (columns + THREADS - 1) / THREADS;
        pass.kernel("rows", kernel).launch(blocks, parts.count, THREADS, 0, all);
        pass.kernel("rows", "add_partials").launch(blocks, 1, THREADS, 0, partials, parts.count, columns, target);
        pass.release(mark);
    }
}
