/** The kernels in C, and whether this build and this processor have them. */
@NullMarked
package org.dasllm.onednn.kernels;

import org.jspecify.annotations.NullMarked;
