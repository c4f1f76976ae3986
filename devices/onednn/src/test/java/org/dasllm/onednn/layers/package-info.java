@NullMarked
package org.dasllm.onednn.layers;

import org.jspecify.annotations.NullMarked;
