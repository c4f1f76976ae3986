package org.dasllm.export.weights;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.safetensors.SafetensorsWriter;
import org.dasllm.model.blocks.Decoder;
import org.dasllm.model.config.ModelConfig;
import org.dasllm.model.llm.ModelFolder;
import org.dasllm.model.lora.LowRank;
import org.dasllm.model.lora.MergedRows;
import org.dasllm.model.lora.StoredAdapters;
import org.dasllm.model.weights.LinearSpec;
import org.dasllm.model.weights.WeightSpec;
import org.dasllm.tensor.HostMatrix;

/**
 * A base model with an adapter, tensor by tensor, added in float64. Nothing is read before a tensor's turn to be written is near,
 * and of the weights only some bands of rows are in memory at a time. A weight without an adapter that already has the type asked
 * for is copied byte for byte.
 */
public final class MergedWeights implements AutoCloseable {
    private static final int PIECE = 1 << 24;

    private final ModelFolder base;
    private final ModelConfig config;
    private final Decoder.Spec spec;
    private final StoredAdapters adapters;
    private final Map<String, LinearSpec> linears = new HashMap<>();

    private MergedWeights(ModelFolder base, StoredAdapters adapters) {
        Decoder.Spec stored = base.spec();
        boolean untied = stored.tied() && adapters.adapts(stored.head());
        this.base = base;
        this.config = untied ? base.config().withTiedHead(false) : base.config();
        this.spec = untied ? stored.untied() : stored;
        this.adapters = adapters;
        stored.linearsAndHead().forEach(linear -> linears.put(linear.module() + ".weight", linear));
    }

    /**
     * Opens both and checks by their headers that they fit each other.
     *
     * @param base a model in the Hugging Face layout
     * @param adapter an adapter in PEFT's layout
     * @throws DasllmException if a file is missing or broken, or the two do not fit
     */
    public static MergedWeights open(Path base, Path adapter) {
        ModelFolder folder = ModelFolder.open(base);
        try {
            StoredAdapters adapters = StoredAdapters.open(adapter);
            try {
                adapters.check(folder.spec().linearsAndHead(), folder.weights());
                return new MergedWeights(folder, adapters);
            } catch (RuntimeException e) {
                adapters.close();
                throw e;
            }
        } catch (RuntimeException e) {
            folder.close();
            throw e;
        }
    }

    /** The merged model's configuration: a tied head that the adapter changes is tied no longer. */
    public ModelConfig config() {
        return config;
    }

    /** Every tensor of the merged model, in the model's order. */
    public List<WeightSpec> tensors() {
        return spec.weights();
    }

    /** Bytes of a tensor as the given type. */
    static long bytes(WeightSpec spec, ExportType as) {
        return (long) spec.rows() * spec.columns() * (as.stored().bits() / 8);
    }

    /** A tensor to be written. */
    SafetensorsWriter.Entry entry(WeightSpec spec, ExportType as) {
        return new SafetensorsWriter.Entry(spec.name(), as.stored(), spec.shape(), content(spec, as));
    }

    private SafetensorsWriter.Content content(WeightSpec spec, ExportType as) {
        Optional<LinearSpec> linear = Optional.ofNullable(linears.get(spec.name()));
        // What an untied head is made of is the embedding.
        WeightSpec source = linear.map(LinearSpec::weight).orElse(spec);
        Optional<LowRank> added = linear.flatMap(adapters::of);
        if (added.isEmpty() && base.weights().info(source).dtype() == as.stored()) {
            return () -> copied(source);
        }
        return () -> {
            HostMatrix frozen = base.weights().read(source);
            Optional<MergedRows> rows = added.map(LowRank::rows);
            return MergedBands.of(frozen, as, (values, first, count) -> {
                rows.ifPresent(adapter -> adapter.add(values, first, count));
                requireFit(spec, values, first, as);
            });
        };
    }

    private static void requireFit(WeightSpec spec, float[] values, int firstRow, ExportType as) {
        int unfit = as.firstUnfit(values);
        if (unfit >= 0) {
            throw DasllmException.input(
                    "Element " + ((long) firstRow * spec.columns() + unfit) + " of the tensor " + spec.name() + " is "
                            + values[unfit] + ", which cannot be stored as " + as,
                    Float.isFinite(values[unfit])
                            ? "Export as BF16 or F32"
                            : "Train the adapter again, it has diverged, or restore the base model");
        }
    }

    private List<Supplier<ByteBuffer>> copied(WeightSpec weight) {
        long bytes = base.weights().info(weight).bytes();
        List<Supplier<ByteBuffer>> pieces = new ArrayList<>();
        for (long from = 0; from < bytes; from += PIECE) {
            long at = from;
            pieces.add(() -> base.weights().data(weight, at, (int) Math.min(PIECE, bytes - at)));
        }
        return pieces;
    }

    @Override
    public void close() {
        base.close();
        adapters.close();
    }
}
