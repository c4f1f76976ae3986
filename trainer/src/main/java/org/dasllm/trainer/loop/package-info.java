/** The training loop: accumulate, clip, update, evaluate, stop. */
@NullMarked
package org.dasllm.trainer.loop;

import org.jspecify.annotations.NullMarked;
