/** Losses of the logits, forward and backward: cross-entropy, and distillation from a teacher. */
@NullMarked
package org.dasllm.onednn.loss;

import org.jspecify.annotations.NullMarked;
