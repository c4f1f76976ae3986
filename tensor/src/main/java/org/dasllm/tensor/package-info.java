/**
 * The device contract: what a transformer asks of the hardware, and nothing finer.
 *
 * <p>A {@link org.dasllm.tensor.Device} owns long-lived memory (parameters, optimiser state, key/value caches); a
 * {@link org.dasllm.tensor.Pass} owns the memory of one forward (and backward) pass and offers the operations.
 */
@NullMarked
package org.dasllm.tensor;

import org.jspecify.annotations.NullMarked;
