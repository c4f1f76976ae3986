/** The weights of a base model and its adapter, on their way into a bundle. */
@NullMarked
package org.dasllm.export.weights;

import org.jspecify.annotations.NullMarked;
