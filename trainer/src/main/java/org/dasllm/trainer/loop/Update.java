package org.dasllm.trainer.loop;

import java.util.List;
import org.dasllm.tensor.AdamW;
import org.dasllm.trainer.config.BatchConfig;
import org.dasllm.trainer.config.OptimizerConfig;
import org.dasllm.trainer.data.TrainingSample;

/** One update of what learns: gradients of a step's samples, clipping, AdamW. */
final class Update {
    /** What PyTorch's clip_grad_norm_ adds to the norm. */
    private static final double CLIP_EPSILON = 1e-6;

    private final Accumulation accumulation;
    private final AdamW optimizer;
    private final LearningRate learningRate;
    private final double clipNorm;

    /**
     * Updates of a run.
     *
     * @param totalSteps all of them; the learning rate depends on it
     */
    Update(Learner learner, BatchConfig batch, OptimizerConfig config, long seed, int totalSteps) {
        this.accumulation = new Accumulation(learner, batch.maxTokensPerMicroBatch(), seed);
        this.optimizer = learner.optimizer();
        this.learningRate = LearningRate.of(config, totalSteps);
        this.clipNorm = config.clipNorm();
    }

    /** Called with what may be no number, before it can do harm. */
    interface Check {
        void finite(String what, double value);
    }

    /**
     * What an update was made of.
     *
     * @param gradientNorm before clipping
     */
    record Made(Accumulation.Sums sums, double gradientNorm, double learningRate) {}

    /** Makes update {@code step}, from 0. */
    Made make(List<TrainingSample> samples, int step, Check check) {
        Accumulation.Sums sums = accumulation.gradients(samples, step);
        check.finite("loss", sums.loss());
        double norm = optimizer.gradientNorm();
        check.finite("gradient norm", norm);
        double rate = learningRate.at(step);
        optimizer.step(rate, clipNorm == 0 ? 1 : Math.min(1, clipNorm / (norm + CLIP_EPSILON)));
        return new Made(sums, norm, rate);
    }

    /** The loss of samples as it is now. */
    Accumulation.Sums loss(List<TrainingSample> samples) {
        return accumulation.loss(samples);
    }
}
