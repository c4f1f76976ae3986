/** Hands the work of a run to another trainer, so that both can be compared on the same batches. */
@NullMarked
package org.dasllm.bench.peer;

import org.jspecify.annotations.NullMarked;
