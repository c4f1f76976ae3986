package org.dasllm.trainer.data;

/**
 * What became of samples that were longer than the limit.
 *
 * @param dropped left out
 * @param truncated cut at their end
 * @param tokensCut tokens that were cut off
 */
public record LongerCount(int dropped, int truncated, long tokensCut) {}
