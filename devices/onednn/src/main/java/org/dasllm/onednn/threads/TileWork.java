package org.dasllm.onednn.threads;

/** What is done to one tile of a product's result by the thread that makes it, while it is in that core's cache. */
public interface TileWork {
    TileWork NOTHING = (worker, row, rows, column, columns) -> {};

    void run(WorkerScratch worker, int row, int rows, int column, int columns);
}
