package org.dasllm.model.weights;

import java.util.stream.Stream;
import org.dasllm.model.weights.WeightSpec.Role;
import org.jspecify.annotations.Nullable;

/**
 * A linear layer of a checkpoint.
 *
 * @param module its name without {@code .weight}, such as {@code model.layers.0.self_attn.q_proj}
 * @param weight [out, in]
 * @param bias [out]
 */
public record LinearSpec(
        String module, WeightSpec weight, @Nullable WeightSpec bias) {

    public static LinearSpec of(String module, int outputs, int inputs, Role role, boolean biased) {
        return new LinearSpec(
                module,
                new WeightSpec(module + ".weight", outputs, inputs, role),
                biased ? new WeightSpec(module + ".bias", 1, outputs, Role.BIAS) : null);
    }

    public Stream<WeightSpec> weights() {
        return Stream.of(weight, bias).flatMap(Stream::ofNullable);
    }
}
