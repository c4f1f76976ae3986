/** The safetensors file format. */
@NullMarked
package org.dasllm.format.safetensors;

import org.jspecify.annotations.NullMarked;
