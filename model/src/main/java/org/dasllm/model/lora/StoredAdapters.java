package org.dasllm.model.lora;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.dasllm.format.adapter.AdapterConfig;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.safetensors.SafetensorsFile;
import org.dasllm.format.safetensors.TensorInfo;
import org.dasllm.model.weights.ElementTypes;
import org.dasllm.model.weights.LinearSpec;
import org.dasllm.model.weights.NotFinite;
import org.dasllm.model.weights.WeightSource;
import org.dasllm.tensor.HostMatrix;

/** The adapters in a folder of PEFT's layout. */
public final class StoredAdapters implements AdapterSource, AutoCloseable {
    private final AdapterConfig config;
    private final SafetensorsFile file;

    private StoredAdapters(AdapterConfig config, SafetensorsFile file) {
        this.config = config;
        this.file = file;
    }

    public static StoredAdapters open(Path dir) {
        return new StoredAdapters(
                AdapterConfig.read(dir), SafetensorsFile.open(dir.resolve(AdapterConfig.WEIGHTS_FILE)));
    }

    public AdapterConfig config() {
        return config;
    }

    /**
     * Compares the file's header with the model; of its values it reads only copies of frozen weights.
     *
     * @param linears every layer that may have an adapter
     * @param base the model's weights
     * @throws DasllmException naming what is missing, misshapen or belongs to no layer (the first few of many)
     */
    public void check(List<LinearSpec> linears, WeightSource base) {
        Set<String> unknown = new TreeSet<>(file.tensors().keySet());
        List<String> complaints = new ArrayList<>();
        for (LinearSpec linear : linears) {
            String module = linear.module();
            boolean there = unknown.removeAll(List.of(AdapterNames.a(module), AdapterNames.b(module)));
            there |= config.dora() && unknown.remove(AdapterNames.magnitude(module));
            if (there || config.adapts(module)) {
                int rank = config.rank(module);
                int outputs = linear.weight().rows();
                check(AdapterNames.a(module), complaints, rank, linear.weight().columns());
                check(AdapterNames.b(module), complaints, outputs, rank);
                if (config.dora()) {
                    check(AdapterNames.magnitude(module), complaints, outputs);
                }
            }
            if (unknown.remove(AdapterNames.base(module)) && !isCopy(linear, base)) {
                complaints.add(AdapterNames.base(module) + " is another weight than the model's own");
            }
        }
        unknown.forEach(name -> complaints.add(name + " belongs to no layer of the model"));
        if (!complaints.isEmpty()) {
            int shown = Math.min(5, complaints.size());
            String more = complaints.size() > shown ? "; and " + (complaints.size() - shown) + " more" : "";
            throw DasllmException.input(
                    "The adapter " + file.path() + " does not fit the model: "
                            + String.join("; ", complaints.subList(0, shown)) + more,
                    "Use the adapter with the base model it was trained on");
        }
    }

    private void check(String name, List<String> complaints, long... shape) {
        TensorInfo info = file.tensors().get(name);
        if (info == null) {
            complaints.add(name + " is missing");
        } else if (!Arrays.equals(info.shape(), shape)) {
            complaints.add(
                    name + " has shape " + Arrays.toString(info.shape()) + " instead of " + Arrays.toString(shape));
        } else if (ElementTypes.of(info.dtype()).isEmpty()) {
            complaints.add(name + " is of type " + info.dtype() + ", not F32, BF16 or F16");
        }
    }

    /** PEFT writes the head's frozen weight beside its adapter. It says nothing new, or the adapter is another model's. */
    private boolean isCopy(LinearSpec linear, WeightSource base) {
        TensorInfo info = file.info(AdapterNames.base(linear.module()));
        long[] shape = {linear.weight().rows(), linear.weight().columns()};
        return Arrays.equals(info.shape(), shape)
                && ElementTypes.of(info.dtype()).isPresent()
                && Arrays.equals(
                        file.floats(AdapterNames.base(linear.module())),
                        base.read(linear.weight()).toFloats());
    }

    /** Whether the file has an adapter for the layer. */
    public boolean adapts(LinearSpec linear) {
        return file.tensors().containsKey(AdapterNames.a(linear.module()));
    }

    /** The layer's adapter, which depends on no weight. */
    public Optional<LowRank> of(LinearSpec linear) {
        String module = linear.module();
        if (!adapts(linear)) {
            return Optional.empty();
        }
        int rank = config.rank(module);
        int outputs = linear.weight().rows();
        return Optional.of(new LowRank(
                matrix(AdapterNames.a(module), rank, linear.weight().columns()),
                matrix(AdapterNames.b(module), outputs, rank),
                (float) config.scale(module),
                config.dora() ? matrix(AdapterNames.magnitude(module), 1, outputs) : null));
    }

    @Override
    public Optional<LowRank> of(LinearSpec linear, Supplier<float[]> weight) {
        return of(linear);
    }

    private HostMatrix matrix(String name, int rows, int columns) {
        HostMatrix matrix =
                new HostMatrix(ElementTypes.of(file.info(name).dtype()).orElseThrow(), rows, columns, file.data(name));
        return NotFinite.refuse(file.path(), name, matrix);
    }

    @Override
    public void close() {
        file.close();
    }
}
