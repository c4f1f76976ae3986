@NullMarked
package org.dasllm.onednn.attention;

import org.jspecify.annotations.NullMarked;
