package org.dasllm.onednn.threads;

import org.dasllm.onednn.kernels.NativeKernels;

/**
 * How a product's result [rows, columns] is cut into pieces for the pool. It depends on the shape alone, not on the number
 * of threads, so that results do not either.
 */
public record Tiles(int rows, int columns, int tileRows, int tileColumns) {
    public static final int ROWS = 256;
    private static final int TALL_ROWS = 2 * ROWS;
    private static final int SMALLEST_COLUMNS = 128;

    /** A multiple of every vector length. */
    private static final int COLUMN_STEP = 64;

    /** Multiplications and additions that are worth a piece of their own: about 35 µs of one core. */
    private static final double WORK = 8e6;

    /** What reading one number of the second factor costs, in multiplications and additions. */
    private static final int READ = 64;

    public static Tiles of(int rows, int columns, int inner) {
        return of(rows, columns, inner, ROWS, SMALLEST_COLUMNS);
    }

    private static Tiles of(int rows, int columns, int inner, int mostRows, int leastColumns) {
        int tileRows = Math.max(1, Math.min(rows, mostRows));
        double perColumn = (double) Math.max(inner, 1) * (2.0 * tileRows + READ);
        double wanted = Math.max(leastColumns, Math.min(columns, WORK / perColumn));
        int pieces = (int) Math.max(1, Math.ceil(columns / wanted));
        int even = (columns + pieces - 1) / pieces;
        int step = Math.min(COLUMN_STEP, leastColumns);
        int tileColumns = (even + step - 1) / step * step;
        return new Tiles(rows, columns, tileRows, tileColumns);
    }

    /** For products of bfloat16: taller and of fewer columns, where a factor's columns are laid out in panels once a tile. */
    public static Tiles narrow(int rows, int columns, int inner) {
        return NativeKernels.PANELS
                ? of(rows, columns, inner, TALL_ROWS, NativeKernels.PANEL)
                : of(rows, columns, inner);
    }

    /**
     * Taller tiles, for products with a factor that oneDNN has to put in another order before it can multiply it in bfloat16:
     * it does so once a tile.
     */
    public static Tiles tall(int rows, int columns, int inner) {
        return NativeKernels.PANELS || rows < 2 * TALL_ROWS
                ? narrow(rows, columns, inner)
                : new Tiles(rows, columns, TALL_ROWS, SMALLEST_COLUMNS);
    }

    private int acrossColumns() {
        return (columns + tileColumns - 1) / tileColumns;
    }

    public int count() {
        if (rows == 0 || columns == 0) {
            return 0;
        }
        return (rows + tileRows - 1) / tileRows * acrossColumns();
    }

    /** Runs work on every tile. */
    public void run(WorkerPool pool, TileWork work) {
        pool.run(
                count(),
                (tile, worker) ->
                        work.run(worker, firstRow(tile), rowCount(tile), firstColumn(tile), columnCount(tile)));
    }

    int firstRow(int tile) {
        return tile / acrossColumns() * tileRows;
    }

    int rowCount(int tile) {
        return Math.min(tileRows, rows - firstRow(tile));
    }

    int firstColumn(int tile) {
        return tile % acrossColumns() * tileColumns;
    }

    int columnCount(int tile) {
        return Math.min(tileColumns, columns - firstColumn(tile));
    }
}
