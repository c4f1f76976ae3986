/** What a run leaves to be looked at: metrics.jsonl and the page of its curves. */
@NullMarked
package org.dasllm.trainer.metrics;

import org.jspecify.annotations.NullMarked;
