package org.dasllm.dataset.row;

import org.dasllm.dataset.step.Rejection;
import org.dasllm.format.sample.Sample;
import org.jspecify.annotations.Nullable;

/**
 * A line that was read: a sample, or the reason why not, or both.
 *
 * @param sample null where the line cannot be read as one
 * @param rejection null where the sample is allowed
 */
public record SampleLine(@Nullable Sample sample, @Nullable Rejection rejection) {}
