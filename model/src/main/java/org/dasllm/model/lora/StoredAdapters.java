package org.dasllm.model.lora;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.dasllm.format.adapter.AdapterConfig;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.safetensors.SafetensorsFile;
import org.dasllm.format.safetensors.TensorInfo;
import org.dasllm.model.weights.ElementTypes;
import org.dasllm.model.weights.LinearSpec;
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
        AdapterConfig config = AdapterConfig.read(dir);
        if (config.dora()) {
            throw DasllmException.input(
                    "The adapter in " + dir + " uses DoRA, which is not supported", "Use plain LoRA");
        }
        return new StoredAdapters(config, SafetensorsFile.open(dir.resolve(AdapterConfig.WEIGHTS_FILE)));
    }

    public AdapterConfig config() {
        return config;
    }

    /**
     * Compares the file's header with the model; reads no values.
     *
     * @param linears every layer that may have an adapter
     * @throws DasllmException naming what is missing, misshapen or belongs to no layer (the first few of many)
     */
    public void check(List<LinearSpec> linears) {
        Set<String> unknown = new TreeSet<>(file.tensors().keySet());
        List<String> complaints = new ArrayList<>();
        LoraSpec targets = new LoraSpec(config.rank(), config.alpha(), Set.copyOf(config.targetModules()), 0);
        for (LinearSpec linear : linears) {
            String a = AdapterNames.a(linear.module());
            String b = AdapterNames.b(linear.module());
            boolean there = unknown.removeAll(List.of(a, b));
            if (there || targets.matches(linear.module())) {
                int rank = config.rank(linear.module());
                check(a, rank, linear.weight().columns(), complaints);
                check(b, linear.weight().rows(), rank, complaints);
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

    private void check(String name, int rows, int columns, List<String> complaints) {
        TensorInfo info = file.tensors().get(name);
        if (info == null) {
            complaints.add(name + " is missing");
        } else if (!Arrays.equals(info.shape(), new long[] {rows, columns})) {
            complaints.add(name + " has shape " + Arrays.toString(info.shape()) + " instead of [" + rows + ", "
                    + columns + "]");
        } else if (ElementTypes.of(info.dtype()).isEmpty()) {
            complaints.add(name + " is of type " + info.dtype() + ", not F32, BF16 or F16");
        }
    }

    /** Whether the file has an adapter for the layer. */
    public boolean adapts(LinearSpec linear) {
        return file.tensors().containsKey(AdapterNames.a(linear.module()));
    }

    @Override
    public Optional<LowRank> of(LinearSpec linear) {
        String module = linear.module();
        if (!adapts(linear)) {
            return Optional.empty();
        }
        int rank = config.rank(module);
        return Optional.of(new LowRank(
                matrix(AdapterNames.a(module), rank, linear.weight().columns()),
                matrix(AdapterNames.b(module), linear.weight().rows(), rank),
                (float) config.scale(module)));
    }

    private HostMatrix matrix(String name, int rows, int columns) {
        return new HostMatrix(ElementTypes.of(file.info(name).dtype()).orElseThrow(), rows, columns, file.data(name));
    }

    @Override
    public void close() {
        file.close();
    }
}
