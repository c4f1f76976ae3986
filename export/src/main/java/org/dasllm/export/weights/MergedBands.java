package org.dasllm.export.weights;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.dasllm.format.safetensors.SafetensorsWriter;
import org.dasllm.tensor.HostMatrix;

/** A tensor on its way into a file, by bands of rows: read, changed and encoded each by itself. */
final class MergedBands {
    /** Values of a band: few enough for a core's cache. */
    private static final int BAND = 1 << 16;

    private MergedBands() {}

    /** What happens to a band's values. */
    @FunctionalInterface
    interface Change {
        void apply(float[] values, int firstRow, int rows);
    }

    static List<Supplier<ByteBuffer>> of(HostMatrix frozen, ExportType as, Change change) {
        int height = Math.max(1, BAND / Math.max(1, frozen.columns()));
        List<Supplier<ByteBuffer>> bands = new ArrayList<>();
        for (int first = 0; first < frozen.rows(); first += height) {
            int from = first;
            int rows = Math.min(height, frozen.rows() - first);
            bands.add(() -> {
                float[] values = frozen.band(from, rows).toFloats();
                change.apply(values, from, rows);
                return SafetensorsWriter.encoded(values, as.stored());
            });
        }
        return bands;
    }
}
