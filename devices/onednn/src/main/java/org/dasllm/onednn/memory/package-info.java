/** Native memory: what is allocated, matrices in it, and the slabs that one pass after the other fills. */
@NullMarked
package org.dasllm.onednn.memory;

import org.jspecify.annotations.NullMarked;
