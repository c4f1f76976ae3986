package org.dasllm.trainer.config;

import java.nio.file.Path;
import org.dasllm.format.config.Default;
import org.dasllm.format.config.Existing;
import org.dasllm.format.config.Faults;
import org.jspecify.annotations.Nullable;

/**
 * Learning from a teacher's whole distribution at every token to be learnt, beside the token itself. The teacher must have
 * the student's tokenizer.
 *
 * @param teacher folder of a model that runs beside the student; null for the log-probabilities that the samples carry
 * @param weight share of the divergence in the loss; the rest is the cross-entropy
 * @param beta 0 for the forward KL(teacher‖student), 1 for the reverse, between them the generalised Jensen-Shannon
 *     divergence (Agarwal et al., 2023, arXiv:2306.13649)
 * @param temperature that both distributions' logits are divided by
 */
public record DistillationConfig(
        @Existing @Nullable Path teacher,
        @Default("0.5") double weight,
        @Default("0.0") double beta,
        @Default("1.0") double temperature) {

    public DistillationConfig {
        new Faults()
                .unless(weight > 0 && weight <= 1, "weight", "is a share from above 0 to 1, not " + weight)
                .unless(beta >= 0 && beta <= 1, "beta", "is from 0 to 1, not " + beta)
                .unless(
                        temperature > 0 && Double.isFinite(temperature),
                        "temperature",
                        "is above 0, not " + temperature)
                .refuse();
    }
}
