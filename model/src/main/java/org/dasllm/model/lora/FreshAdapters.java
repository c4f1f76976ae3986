package org.dasllm.model.lora;

import java.util.Optional;
import java.util.function.Supplier;
import org.dasllm.format.adapter.AdapterConfig;
import org.dasllm.format.error.DasllmException;
import org.dasllm.model.weights.InitialValues;
import org.dasllm.model.weights.LinearSpec;
import org.dasllm.tensor.HostMatrix;

/**
 * Adapters at the start of training: A ~ U(±1/√in), B = 0, and DoRA's magnitudes the norms of W's rows, so the model is the
 * base model at first.
 */
public final class FreshAdapters implements AdapterSource {
    private final AdapterConfig config;
    private final InitialValues values;

    /** Adapters of a configuration; its seed decides every A. */
    public FreshAdapters(AdapterConfig config, long seed) {
        this.config = config;
        this.values = new InitialValues(seed);
    }

    @Override
    public Optional<LowRank> of(LinearSpec linear, Supplier<float[]> weight) {
        String module = linear.module();
        if (!config.adapts(module)) {
            return Optional.empty();
        }
        int rank = config.rank(module);
        int inputs = linear.weight().columns();
        int outputs = linear.weight().rows();
        float[] a = values.uniform(AdapterNames.a(module), Math.multiplyExact(rank, inputs), 1 / Math.sqrt(inputs));
        float[] b = new float[Math.multiplyExact(outputs, rank)];
        return Optional.of(new LowRank(
                HostMatrix.of(rank, inputs, a),
                HostMatrix.of(outputs, rank, b),
                (float) config.scale(module),
                config.dora() ? HostMatrix.of(1, outputs, rowNorms(module, weight.get(), outputs)) : null));
    }

    private static float[] rowNorms(String module, float[] weight, int outputs) {
        float[] norms = LowRank.rowNorms(weight, outputs);
        for (int row = 0; row < outputs; row++) {
            if (norms[row] == 0) {
                throw DasllmException.input(
                        "Row " + row + " of " + module + ".weight is all zeros, so DoRA cannot divide by its norm",
                        "Exclude that layer, or use LoRA without DoRA");
            }
        }
        return norms;
    }
}
