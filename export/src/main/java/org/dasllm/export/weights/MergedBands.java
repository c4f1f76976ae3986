package org.dasllm.export.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.List;
import java.util.stream.IntStream;
import org.dasllm.format.safetensors.SafetensorsWriter;
import org.dasllm.tensor.HostMatrix;

/** A tensor on its way into a file, by bands of rows: all cores read, change and encode them, and they are written in order. */
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
        int bands = (frozen.rows() + height - 1) / height;
        int together = PER_CORE * Runtime.getRuntime().availableProcessors();
        for (int from = 0; from < bands; from += together) {
            List<ByteBuffer> encoded = IntStream.range(from, Math.min(bands, from + together))
                    .parallel()
                    .mapToObj(band -> band(frozen, as, band * height, height, change))
                    .toList();
            for (ByteBuffer bytes : encoded) {
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
            }
        }
    }

    private static ByteBuffer band(HostMatrix frozen, ExportType as, int first, int height, Change change) {
        int rows = Math.min(height, frozen.rows() - first);
        float[] values = frozen.band(first, rows).toFloats();
        change.apply(values, first, rows);
        return SafetensorsWriter.encoded(values, as.stored());
    }
}
