/** Which weights a model has, by name and shape, and where their values come from. */
@NullMarked
package org.dasllm.model.weights;

import org.jspecify.annotations.NullMarked;
