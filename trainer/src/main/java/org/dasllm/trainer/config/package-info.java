/** What a training run is told: method, batches, optimiser, evaluation. */
@NullMarked
package org.dasllm.trainer.config;

import org.jspecify.annotations.NullMarked;
