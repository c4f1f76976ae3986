package org.dasllm.dataset.curate;

import org.dasllm.dataset.step.Candidate;
import org.dasllm.dataset.step.Rejection;
import org.jspecify.annotations.Nullable;

/**
 * What became of a candidate in several row steps.
 *
 * @param candidate as far as it came
 * @param rejection null where it stays
 */
record Fate(Candidate candidate, @Nullable Rejection rejection) {}
