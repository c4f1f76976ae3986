/** Samples as tokens: their order, their packing, and the noise put on their prompts. */
@NullMarked
package org.dasllm.trainer.data;

import org.jspecify.annotations.NullMarked;
