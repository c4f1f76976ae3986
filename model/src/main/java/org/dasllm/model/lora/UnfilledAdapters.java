package org.dasllm.model.lora;

import java.util.Optional;
import java.util.function.Supplier;
import org.dasllm.format.adapter.AdapterConfig;
import org.dasllm.model.weights.LinearSpec;
import org.dasllm.tensor.HostMatrix;

/** Adapters of the right shapes without values, for a device that only counts; no weight is read for them. */
public record UnfilledAdapters(AdapterConfig config) implements AdapterSource {
    @Override
    public Optional<LowRank> of(LinearSpec linear, Supplier<float[]> weight) {
        String module = linear.module();
        if (!config.adapts(module)) {
            return Optional.empty();
        }
        int rank = config.rank(module);
        int outputs = linear.weight().rows();
        return Optional.of(new LowRank(
                zeros(rank, linear.weight().columns()),
                zeros(outputs, rank),
                (float) config.scale(module),
                config.dora() ? zeros(1, outputs) : null));
    }

    private static HostMatrix zeros(int rows, int columns) {
        return HostMatrix.of(rows, columns, new float[Math.multiplyExact(rows, columns)]);
    }
}
