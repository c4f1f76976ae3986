/** One file a model family: its weight map. */
@NullMarked
package org.dasllm.model.family;

import org.jspecify.annotations.NullMarked;
