/** How far one gets without a language model. */
@NullMarked
package org.dasllm.eval.baseline;

import org.jspecify.annotations.NullMarked;
