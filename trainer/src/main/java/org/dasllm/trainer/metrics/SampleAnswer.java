package org.dasllm.trainer.metrics;

import org.jspecify.annotations.Nullable;

/**
 * What the model answers to a sample; a line of answers.jsonl.
 *
 * @param id of the sample
 * @param question what was asked: the sample's messages without the system's
 * @param expected the answer to be learnt
 * @param before the base model's answer; null where there is no base
 * @param after the trained model's answer; null while the run goes on
 */
public record SampleAnswer(
        String id,
        String question,
        String expected,
        @Nullable String before,
        @Nullable String after) {}
