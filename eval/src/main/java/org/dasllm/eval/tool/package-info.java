/** Calls of tools as answers. */
@NullMarked
package org.dasllm.eval.tool;

import org.jspecify.annotations.NullMarked;
