/** Linear layers with their adapters, feed-forward layers, norms and gathered rows, each forward and backward. */
@NullMarked
package org.dasllm.onednn.layers;

import org.jspecify.annotations.NullMarked;
