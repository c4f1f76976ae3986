/** The configuration of a training run: method, batches, optimiser, evaluation. */
@NullMarked
package org.dasllm.trainer.config;

import org.jspecify.annotations.NullMarked;
