/** Low-rank adapters: their shape, their first values, their files, their merging. */
@NullMarked
package org.dasllm.model.lora;

import org.jspecify.annotations.NullMarked;
