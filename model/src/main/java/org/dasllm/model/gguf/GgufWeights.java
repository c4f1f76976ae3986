package org.dasllm.model.gguf;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.gguf.GgufFile;
import org.dasllm.format.gguf.GgufTensor;
import org.dasllm.model.config.ModelConfig;
import org.dasllm.model.weights.WeightSpec;

/** A file's tensors as the weights of the Hugging Face layout. */
final class GgufWeights {
    private static final int SHOWN = 5;
    /** Values that are read at a time. */
    private static final int BAND = 1 << 18;

    private final GgufFile file;
    private final GgufArchitecture architecture;
    private final ModelConfig config;

    GgufWeights(GgufFile file, GgufArchitecture architecture, ModelConfig config) {
        this.file = file;
        this.architecture = architecture;
        this.config = config;
    }

    /**
     * Compares the file's tensors with what the model needs.
     *
     * @throws DasllmException naming what is missing, misshapen or left over
     */
    void check(List<WeightSpec> specs) {
        List<String> complaints = new ArrayList<>();
        Set<String> unknown = new HashSet<>(file.tensors().keySet());
        unknown.remove(RotaryFactors.TENSOR);
        for (WeightSpec spec : specs) {
            String name = stored(spec.name());
            unknown.remove(name);
            GgufTensor tensor = file.tensors().get(name);
            if (tensor == null) {
                complaints.add(name + " is missing");
            } else if (!Arrays.equals(
                    tensor.shape().stream().mapToLong(Long::longValue).toArray(), spec.shape())) {
                complaints.add(name + " has shape " + tensor.shape() + " instead of " + Arrays.toString(spec.shape()));
            }
        }
        unknown.stream().sorted().forEach(name -> complaints.add(name + " is not a weight of this architecture"));
        if (!complaints.isEmpty()) {
            int shown = Math.min(SHOWN, complaints.size());
            throw DasllmException.input(
                    file.path() + " is not a whole model of the architecture it names: "
                            + String.join("; ", complaints.subList(0, shown))
                            + (complaints.size() > shown ? "; and " + (complaints.size() - shown) + " more" : ""),
                    "Use a file of a whole model, or the model in the Hugging Face layout");
        }
    }

    /** The tensor that a weight is stored as. */
    GgufTensor tensor(WeightSpec spec) {
        return file.tensor(stored(spec.name()));
    }

    /** A weight's values, row by row. */
    float[] values(WeightSpec spec) {
        GgufTensor tensor = tensor(spec);
        if (tensor.elements() > Integer.MAX_VALUE - 8) {
            throw DasllmException.input(
                    file.path(tensor.name()) + ": tensor '" + tensor.name() + "' has " + tensor.elements()
                            + " elements, too many for one array",
                    "Use a smaller model");
        }
        float[] values = new float[(int) tensor.elements()];
        rows(spec, (row, from, at) -> System.arraycopy(from, at, values, row * spec.columns(), spec.columns()));
        return values;
    }

    /** Takes a row of a weight; called by several threads. */
    @FunctionalInterface
    interface RowSink {
        /**
         * Takes a row.
         *
         * @param row which one, in the order of the Hugging Face layout
         * @param values hold it
         * @param at its first value's place
         */
        void take(int row, float[] values, int at);
    }

    /** Reads a weight's rows on all cores, in no order. */
    void rows(WeightSpec spec, RowSink sink) {
        GgufTensor tensor = tensor(spec);
        int heads = GgufNames.interleavedHeads(architecture, config.attention(), spec);
        if (tensor.shape().size() < 2) {
            float[] values = file.floats(tensor.name());
            if (fromOne(spec)) {
                for (int i = 0; i < values.length; i++) {
                    values[i] -= 1;
                }
            }
            sink.take(0, heads == 0 ? values : halvesApart(values, values.length, heads), 0);
            return;
        }
        int band = Math.max(1, BAND / spec.columns());
        int half = heads == 0 ? 0 : spec.rows() / heads / 2;
        IntStream.range(0, (spec.rows() + band - 1) / band).parallel().forEach(part -> {
            int first = part * band;
            int count = Math.min(band, spec.rows() - first);
            float[] values = file.rows(tensor.name(), first, count);
            for (int i = 0; i < count; i++) {
                int row = first + i;
                sink.take(half == 0 ? row : apart(row, half), values, i * spec.columns());
            }
        });
    }

    /** Whether the file's numbers are the weight's own, in the weight's own order. */
    boolean asInTheFile(WeightSpec spec) {
        return !fromOne(spec) && GgufNames.interleavedHeads(architecture, config.attention(), spec) == 0;
    }

    private boolean fromOne(WeightSpec spec) {
        return architecture.isGemma() && spec.role() == WeightSpec.Role.NORM_FROM_ONE;
    }

    private String stored(String name) {
        return GgufNames.of(architecture, name);
    }

    /**
     * Puts the rows of every head from the order in which neighbours are turned together (0, h, 1, h + 1, …) back to the one in
     * which a row is turned with the one half a head away (0, 1, …, h, h + 1, …).
     *
     * @param rows the matrix's rows, or a bias's elements
     */
    static float[] halvesApart(float[] values, int rows, int heads) {
        int columns = values.length / rows;
        int half = rows / heads / 2;
        float[] moved = new float[values.length];
        for (int row = 0; row < rows; row++) {
            System.arraycopy(values, row * columns, moved, apart(row, half) * columns, columns);
        }
        return moved;
    }

    /** The inverse of {@link #halvesApart}. */
    static float[] sideBySide(float[] values, int rows, int heads) {
        int columns = values.length / rows;
        int half = rows / heads / 2;
        float[] moved = new float[values.length];
        for (int row = 0; row < rows; row++) {
            System.arraycopy(values, apart(row, half) * columns, moved, row * columns, columns);
        }
        return moved;
    }

    /** Where a row of the one order is in the other. */
    private static int apart(int row, int half) {
        int head = row / (2 * half);
        int pair = row % (2 * half) / 2;
        return head * 2 * half + row % 2 * half + pair;
    }
}
