package org.dasllm.dataset.step;

/** What a {@link RowStep} says of a candidate: it stays, or it is dropped for a reason. */
public sealed interface Decision permits Candidate, Rejection {}
