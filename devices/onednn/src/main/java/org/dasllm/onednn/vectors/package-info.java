/** Loops over float32 and bfloat16 numbers on the vectors of {@code jdk.incubator.vector}. */
@NullMarked
package org.dasllm.onednn.vectors;

import org.jspecify.annotations.NullMarked;
