/** A language model on a device: loading, training, inference, saving. */
@NullMarked
package org.dasllm.model.llm;

import org.jspecify.annotations.NullMarked;
