/** Whether groups of people are treated alike, and whether that changed with the model. */
@NullMarked
package org.dasllm.eval.bias;

import org.jspecify.annotations.NullMarked;
