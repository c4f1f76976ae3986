@NullMarked
package org.dasllm.onednn.tuning;

import org.jspecify.annotations.NullMarked;
