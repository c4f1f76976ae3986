package org.dasllm.trainer;

import org.jspecify.annotations.Nullable;

/**
 * What came of a run; summary.json.
 *
 * @param steps updates made
 * @param stoppedEarly whether early stopping ended it
 * @param bestStep the step with the lowest validation loss; null without validation samples
 * @param resultStep the step whose state is the result: the best one where that is kept, else the last
 * @param trainLoss mean over the target tokens of the last epoch that was begun, in nats
 * @param validationLoss at {@code bestStep}; null without validation samples
 * @param validationAccuracy share of the validation samples' target tokens that were the most probable there
 * @param seconds of training, evaluation and checkpoints, over all processes that it took
 * @param tokens tokens that went through the model in training
 * @param tokensPerSecond tokens / seconds
 * @param trainableParameters numbers that learned
 * @param trainSamples samples learned from
 * @param validationSamples samples measured on
 * @param droppedSamples samples left out because they were too long
 * @param truncatedSamples samples whose end was cut off because they were too long
 * @param device the device's name
 */
public record TrainSummary(
        int steps,
        boolean stoppedEarly,
        @Nullable Integer bestStep,
        int resultStep,
        double trainLoss,
        @Nullable Double validationLoss,
        @Nullable Double validationAccuracy,
        double seconds,
        long tokens,
        double tokensPerSecond,
        long trainableParameters,
        int trainSamples,
        int validationSamples,
        int droppedSamples,
        int truncatedSamples,
        String device) {}
