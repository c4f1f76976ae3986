@NullMarked
package org.dasllm.onednn.vectors;

import org.jspecify.annotations.NullMarked;
