package org.dasllm.model.lora;

import java.util.List;
import java.util.Set;
import org.dasllm.format.error.DasllmException;
import org.dasllm.model.weights.LinearSpec;

/**
 * Which layers get a low-rank adapter, and how large (Hu et al., 2021, arXiv:2106.09685).
 *
 * @param rank inner dimension r
 * @param alpha the adapter's output is multiplied by alpha / rank
 * @param targetModules names of layers, or ends of their names, such as {@code q_proj}; or {@link #ALL_LINEAR}
 * @param seed decides the first values of every A
 */
public record LoraSpec(int rank, double alpha, Set<String> targetModules, long seed) {

    /** Every linear layer but the output head. */
    public static final String ALL_LINEAR = "all-linear";

    public LoraSpec {
        if (rank <= 0 || !(alpha > 0)) {
            throw DasllmException.usage(
                    "A LoRA adapter of rank " + rank + " and alpha " + alpha + " is none", "Set both above 0");
        }
        if (targetModules.isEmpty()) {
            throw DasllmException.usage(
                    "The LoRA adapter has no target modules", "Name some, such as q_proj, or " + ALL_LINEAR);
        }
        targetModules = Set.copyOf(targetModules);
    }

    /** s = alpha / rank. */
    public float scale() {
        return (float) (alpha / rank);
    }

    /** Whether a layer of this name gets an adapter. */
    public boolean matches(String module) {
        if (targetModules.contains(ALL_LINEAR)) {
            return !module.equals("lm_head");
        }
        return targetModules.stream().anyMatch(target -> hits(target, module));
    }

    /**
     * Refuses targets that match no layer.
     *
     * @param linears every layer that an adapter may be put on
     */
    public void check(List<LinearSpec> linears) {
        for (String target : targetModules.stream().sorted().toList()) {
            if (!target.equals(ALL_LINEAR) && linears.stream().noneMatch(linear -> hits(target, linear.module()))) {
                List<String> known = linears.stream()
                        .map(linear -> linear.module().substring(linear.module().lastIndexOf('.') + 1))
                        .distinct()
                        .toList();
                throw DasllmException.usage(
                        "No layer of the model matches the LoRA target module '" + target + "'",
                        "Use some of " + known + ", or " + ALL_LINEAR);
            }
        }
    }

    private static boolean hits(String target, String module) {
        return module.equals(target) || module.endsWith("." + target);
    }
}
