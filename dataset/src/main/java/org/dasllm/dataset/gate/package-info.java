/** Whether a dataset may take the place of the one before. */
@NullMarked
package org.dasllm.dataset.gate;

import org.jspecify.annotations.NullMarked;
