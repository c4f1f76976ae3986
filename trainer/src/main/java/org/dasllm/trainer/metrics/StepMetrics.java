package org.dasllm.trainer.metrics;

import org.jspecify.annotations.Nullable;

/**
 * A line of metrics.jsonl.
 *
 * @param step updates so far, from 1
 * @param epoch the pass over the samples that it belongs to, from 1
 * @param loss mean over the step's target tokens before the update, in nats
 * @param learningRate of the update
 * @param gradientNorm of all gradients together, before clipping
 * @param tokens tokens that went through the model since the run began
 * @param targetTokens tokens of this step that were to be predicted
 * @param tokensPerSecond of this step, evaluation not counted
 * @param validationLoss mean over the validation samples' target tokens after the update, where it was evaluated
 * @param validationAccuracy share of these tokens that were the most probable
 */
public record StepMetrics(
        int step,
        int epoch,
        double loss,
        double learningRate,
        double gradientNorm,
        long tokens,
        long targetTokens,
        double tokensPerSecond,
        @Nullable Double validationLoss,
        @Nullable Double validationAccuracy) {}
