package org.dasllm.trainer.config;

import org.dasllm.format.config.Default;
import org.dasllm.format.config.Faults;

/**
 * What one update sees. A step's samples are packed, one behind the other and without attention between them, into
 * micro-batches that fit the memory; the gradient is that of the mean over all target tokens of the step, however they
 * are packed.
 *
 * @param samplesPerStep samples of one update; an epoch's last step may have fewer
 * @param maxTokensPerMicroBatch the most tokens of one forward and backward pass
 * @param maxSequenceLength the most tokens of a sample; 0 for the model's context
 * @param longerSamples what happens to longer ones
 * @param order in which order an epoch sees its samples
 * @param recompute whether activations are kept or made again
 * @param tokenDropout probability with which a token of the prompt is replaced in training, against learning by heart
 */
public record BatchConfig(
        @Default("16") int samplesPerStep,
        @Default("2048") int maxTokensPerMicroBatch,
        @Default("0") int maxSequenceLength,
        @Default("error") LongerSamples longerSamples,
        @Default("shuffled") SampleOrder order,
        @Default("auto") Recompute recompute,
        @Default("0.0") double tokenDropout) {

    public BatchConfig {
        new Faults()
                .unless(samplesPerStep > 0, "samples_per_step", "is above 0, not " + samplesPerStep)
                .unless(
                        maxTokensPerMicroBatch > 0,
                        "max_tokens_per_micro_batch",
                        "is above 0, not " + maxTokensPerMicroBatch)
                .unless(maxSequenceLength >= 0, "max_sequence_length", "is at least 0, not " + maxSequenceLength)
                .unless(
                        tokenDropout >= 0 && tokenDropout < 1,
                        "token_dropout",
                        "is a probability from 0 to less than 1, not " + tokenDropout)
                .refuse();
    }
}
