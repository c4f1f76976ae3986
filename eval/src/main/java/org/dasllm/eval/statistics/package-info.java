/** Intervals, tests and scores for paired judgements; every formula with its source. */
@NullMarked
package org.dasllm.eval.statistics;

import org.jspecify.annotations.NullMarked;
