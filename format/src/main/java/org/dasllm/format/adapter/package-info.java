/** Adapters in the layout of PEFT. */
@NullMarked
package org.dasllm.format.adapter;

import org.jspecify.annotations.NullMarked;
