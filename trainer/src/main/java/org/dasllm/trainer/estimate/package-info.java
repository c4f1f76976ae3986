/** What a run will take, before it is begun: memory and time. */
@NullMarked
package org.dasllm.trainer.estimate;

import org.jspecify.annotations.NullMarked;
