/** First light: what a device, and above all one on a new card, must show before more is built on it. */
@NullMarked
package org.dasllm.bench.light;

import org.jspecify.annotations.NullMarked;
