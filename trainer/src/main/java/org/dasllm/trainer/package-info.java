/** Fine-tuning and training from nothing, from a base model and samples to an adapter or a whole model. */
@NullMarked
package org.dasllm.trainer;

import org.jspecify.annotations.NullMarked;
