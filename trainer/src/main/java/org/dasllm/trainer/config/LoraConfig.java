package org.dasllm.trainer.config;

import java.util.List;
import org.dasllm.format.config.Default;

/**
 * The adapters of a run in {@link Mode#LORA}.
 *
 * @param rank inner dimension
 * @param alpha the adapter's output is multiplied by alpha / rank
 * @param targets names of linear layers, such as {@code q_proj}, or {@code all-linear}
 */
public record LoraConfig(
        @Default("16") int rank,
        @Default("32") double alpha,
        @Default("[all-linear]") List<String> targets) {

    public LoraConfig {
        targets = List.copyOf(targets);
        new Problems("lora section")
                .unless(rank > 0, "rank " + rank + " is not above 0")
                .unless(alpha > 0 && Double.isFinite(alpha), "alpha " + alpha + " is not above 0")
                .unless(!targets.isEmpty(), "targets is empty; name some, such as q_proj, or all-linear")
                .refuse();
    }
}
