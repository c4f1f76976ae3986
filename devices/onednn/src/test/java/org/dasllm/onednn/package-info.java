/** Tests of the oneDNN device. */
@NullMarked
package org.dasllm.onednn;

import org.jspecify.annotations.NullMarked;
