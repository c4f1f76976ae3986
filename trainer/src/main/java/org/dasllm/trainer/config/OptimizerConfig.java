package org.dasllm.trainer.config;

import org.dasllm.format.config.Default;
import org.dasllm.format.config.Faults;
import org.dasllm.tensor.AdamW;

/**
 * AdamW and its learning rate.
 *
 * @param learningRate the highest rate
 * @param schedule how it goes down
 * @param warmupRatio share of all updates over which the rate rises from 0; the very first update then has rate 0
 * @param minimumRatio where it goes down to, as a share of the highest rate
 * @param weightDecay λ
 * @param beta1 decay of the first moment
 * @param beta2 decay of the second moment
 * @param epsilon added to the root of the second moment
 * @param clipNorm the gradients' greatest norm, all together; 0 for no limit
 */
public record OptimizerConfig(
        @Default("0.0002") double learningRate,
        @Default("cosine") Schedule schedule,
        @Default("0.03") double warmupRatio,
        @Default("0.0") double minimumRatio,
        @Default("0.0") double weightDecay,
        @Default("0.9") double beta1,
        @Default("0.999") double beta2,
        @Default("0.00000001") double epsilon,
        @Default("1.0") double clipNorm) {

    public OptimizerConfig {
        new Faults()
                .unless(
                        learningRate > 0 && Double.isFinite(learningRate),
                        "learning_rate",
                        "is above 0, not " + learningRate)
                .unless(share(warmupRatio), "warmup_ratio", "is a share from 0 to 1, not " + warmupRatio)
                .unless(share(minimumRatio), "minimum_ratio", "is a share from 0 to 1, not " + minimumRatio)
                .unless(
                        weightDecay >= 0 && Double.isFinite(weightDecay),
                        "weight_decay",
                        "is at least 0, not " + weightDecay)
                .unless(beta1 >= 0 && beta1 < 1, "beta1", "is from 0 to less than 1, not " + beta1)
                .unless(beta2 >= 0 && beta2 < 1, "beta2", "is from 0 to less than 1, not " + beta2)
                .unless(epsilon > 0 && Double.isFinite(epsilon), "epsilon", "is above 0, not " + epsilon)
                .unless(clipNorm >= 0 && Double.isFinite(clipNorm), "clip_norm", "is at least 0, not " + clipNorm)
                .refuse();
    }

    private static boolean share(double value) {
        return value >= 0 && value <= 1;
    }

    public AdamW.Settings settings() {
        return new AdamW.Settings(beta1, beta2, epsilon, weightDecay);
    }
}
