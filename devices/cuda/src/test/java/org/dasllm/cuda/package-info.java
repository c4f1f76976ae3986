/** Tests of the device on CUDA, most of them without a card. */
@NullMarked
package org.dasllm.cuda;

import org.jspecify.annotations.NullMarked;
