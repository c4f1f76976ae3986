/** Every number of an evaluation. */
@NullMarked
package org.dasllm.eval.analysis;

import org.jspecify.annotations.NullMarked;
