@NullMarked
package org.dasllm.onednn.threads;

import org.jspecify.annotations.NullMarked;
