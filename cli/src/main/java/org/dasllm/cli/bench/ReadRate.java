package org.dasllm.cli.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * How fast all threads together read memory that is in no cache: each compares the halves of an array of its own, 512 MiB
 * in all. The JVM compares with the widest vectors there are and adds nothing up, which on Java 17 is half as fast again
 * as the best sum, and as fast as C. The memory is held until it is closed.
 */
final class ReadRate implements AutoCloseable {
    static final String WHAT = "memory read by all threads next to each sample";

    private static final int INTS = 1 << 27;
    private static final double LEAST_SECONDS = 0.2;

    private final ExecutorService pool;
    private final List<int[]> arrays = new ArrayList<>();

    ReadRate(int threads) {
        pool = Executors.newFixedThreadPool(threads);
        for (int i = 0; i < threads; i++) {
            int[] array = new int[INTS / threads / 2 * 2];
            Arrays.fill(array, 1);
            arrays.add(array);
        }
        gigabytes();
    }

    /** 10⁹ bytes a second, the mean of a fifth of a second. */
    double gigabytes() {
        long began = System.nanoTime();
        double bytes = 0;
        do {
            bytes += sweep();
        } while (Stopwatch.secondsSince(began) < LEAST_SECONDS);
        return bytes / Stopwatch.secondsSince(began) / 1e9;
    }

    private double sweep() {
        List<Callable<Integer>> work = new ArrayList<>();
        arrays.forEach(array -> work.add(() -> difference(array)));
        try {
            for (Future<Integer> place : pool.invokeAll(work)) {
                if (place.get() >= 0) {
                    throw new IllegalStateException("Memory has changed by itself");
                }
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("The measurement was interrupted", interrupted);
        } catch (ExecutionException failure) {
            throw new IllegalStateException(failure);
        }
        return arrays.stream()
                .mapToDouble(array -> (double) array.length * Integer.BYTES)
                .sum();
    }

    private static int difference(int[] array) {
        int half = array.length / 2;
        return Arrays.mismatch(array, 0, half, array, half, array.length);
    }

    @Override
    public void close() {
        pool.shutdown();
    }
}
