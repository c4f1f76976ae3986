/** Whether a product that reads one model's answers can read another's. */
@NullMarked
package org.dasllm.eval.compat;

import org.jspecify.annotations.NullMarked;
