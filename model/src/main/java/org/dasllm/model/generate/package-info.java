/** Sampling and batched generation. */
@NullMarked
package org.dasllm.model.generate;

import org.jspecify.annotations.NullMarked;
