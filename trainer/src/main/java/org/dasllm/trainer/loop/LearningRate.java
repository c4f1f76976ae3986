package org.dasllm.trainer.loop;

import org.dasllm.trainer.config.OptimizerConfig;
import org.dasllm.trainer.config.Schedule;

/**
 * The learning rate of every update, as the schedules of the transformers library give it: over the warm-up
 * step / max(1, warm-up steps), so the very first update has rate 0; then half a cosine, a line or a constant.
 *
 * @param highest the rate at the end of the warm-up
 * @param schedule its way after that
 * @param warmupSteps updates of the warm-up
 * @param totalSteps updates of the run
 * @param minimumRatio the least rate, as a share of the highest; unused by {@link Schedule#CONSTANT}
 */
record LearningRate(double highest, Schedule schedule, int warmupSteps, int totalSteps, double minimumRatio) {

    /** The warm-up is its share of all updates, rounded up. */
    static LearningRate of(OptimizerConfig config, int totalSteps) {
        return new LearningRate(
                config.learningRate(),
                config.schedule(),
                (int) Math.ceil(totalSteps * config.warmupRatio()),
                totalSteps,
                config.minimumRatio());
    }

    /** The rate of update {@code step}, from 0. */
    double at(int step) {
        return highest * factor(step);
    }

    private double factor(int step) {
        if (step < warmupSteps) {
            return (double) step / Math.max(1, warmupSteps);
        }
        double span = Math.max(1, totalSteps - warmupSteps);
        return switch (schedule) {
            case COSINE -> above(Math.max(0, 0.5 * (1 + Math.cos(Math.PI * ((step - warmupSteps) / span)))));
            case LINEAR -> above(Math.max(0, (totalSteps - step) / span));
            case CONSTANT -> 1;
        };
    }

    private double above(double decay) {
        return decay * (1 - minimumRatio) + minimumRatio;
    }
}
