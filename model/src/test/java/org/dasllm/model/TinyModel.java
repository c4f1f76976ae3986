package org.dasllm.model;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.dasllm.model.config.ModelConfig;
import org.dasllm.model.weights.InitialValues;
import org.dasllm.tensor.Loss;
import org.dasllm.tensor.Packing;
import org.dasllm.tensor.Parameter;

/** A model small enough to try every number of it, with values large enough that every part matters. */
public final class TinyModel {
    public static final Packing PACKING = new Packing(7, 5);

    private TinyModel() {}

    /** Two sequences, one behind the other. */
    public static int[] ids() {
        return new int[] {3, 11, 0, 7, 7, 15, 2, 9, 1, 14, 5, 3};
    }

    /** Some rows have none. */
    public static int[] targets() {
        int none = Loss.IGNORED;
        return new int[] {none, 0, 7, none, 15, 2, 16, none, none, 5, 3, 8};
    }

    public static ModelConfig config(boolean tiedHead, boolean bias) {
        return ModelConfig.llama(17, 12, 10, 2, 6, 3, 32)
                .withTiedHead(tiedHead)
                .withBias(bias, bias)
                .withTokens(OptionalInt.of(1), List.of(2));
    }

    /**
     * Gives every parameter new values, the same for the same names. Adapters get smaller ones than weights: larger ones
     * make attention so sharp that a rounding of half a unit in an adapter alone moves the gradients by more than 1e-5.
     */
    public static void scramble(Map<String, Parameter> parameters, long seed) {
        InitialValues values = new InitialValues(seed);
        parameters.forEach((name, parameter) -> {
            int count = parameter.rows() * parameter.columns();
            float[] drawn = values.normal(name, count, name.contains("norm") ? 0.3 : name.contains("lora") ? 0.2 : 0.5);
            if (name.contains("norm")) {
                for (int i = 0; i < count; i++) {
                    drawn[i] += 1;
                }
            }
            parameter.write(drawn);
        });
    }
}
