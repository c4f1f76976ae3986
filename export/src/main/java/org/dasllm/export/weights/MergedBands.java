package org.dasllm.export.weights;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.dasllm.format.safetensors.SafetensorsWriter;
import org.dasllm.tensor.HostMatrix;

/**
 * A tensor on its way into a file, by bands of rows: all cores read, change and encode them, while those before are written, in
 * their order.
 */
final class MergedBands {
    /** Values of a band: few enough for a core's cache. */
    private static final int BAND = 1 << 17;
    /** Bands that are in memory at a time, for every core. */
    private static final int PER_CORE = 4;

    private MergedBands() {}

    /** What happens to a band's values. */
    @FunctionalInterface
    interface Change {
        void apply(float[] values, int firstRow, int rows);
    }

    static void write(HostMatrix frozen, ExportType as, WritableByteChannel channel, Change change) throws IOException {
        int height = Math.max(1, BAND / Math.max(1, frozen.columns()));
        int cores = Runtime.getRuntime().availableProcessors();
        ExecutorService pool = Executors.newFixedThreadPool(cores);
        try {
            Deque<Future<ByteBuffer>> encoded = new ArrayDeque<>();
            for (int first = 0; first < frozen.rows(); first += height) {
                int from = first;
                encoded.add(pool.submit(() -> band(frozen, as, from, height, change)));
                if (encoded.size() == PER_CORE * cores) {
                    write(encoded.remove(), channel);
                }
            }
            while (!encoded.isEmpty()) {
                write(encoded.remove(), channel);
            }
        } finally {
            pool.shutdownNow();
        }
    }

    private static void write(Future<ByteBuffer> encoded, WritableByteChannel channel) throws IOException {
        try {
            ByteBuffer bytes = encoded.get();
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof RuntimeException own) {
                throw own;
            }
            if (failure.getCause() instanceof Error own) {
                throw own;
            }
            throw new IllegalStateException(failure.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("The export was interrupted");
        }
    }

    private static ByteBuffer band(HostMatrix frozen, ExportType as, int first, int height, Change change) {
        int rows = Math.min(height, frozen.rows() - first);
        float[] values = frozen.band(first, rows).toFloats();
        change.apply(values, first, rows);
        return SafetensorsWriter.encoded(values, as.stored());
    }
}
