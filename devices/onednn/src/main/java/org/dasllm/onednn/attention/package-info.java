/** Attention over packed sequences and over the key/value cache, and rotary positions. */
@NullMarked
package org.dasllm.onednn.attention;

import org.jspecify.annotations.NullMarked;
