@NullMarked
package org.dasllm.onednn.loss;

import org.jspecify.annotations.NullMarked;
