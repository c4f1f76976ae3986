/** Whole states of a run on disk, and the way back into them. */
@NullMarked
package org.dasllm.trainer.checkpoint;

import org.jspecify.annotations.NullMarked;
