/** Parameters: weights in the types that they are kept in, their gradients, and the optimiser. */
@NullMarked
package org.dasllm.onednn.weights;

import org.jspecify.annotations.NullMarked;
