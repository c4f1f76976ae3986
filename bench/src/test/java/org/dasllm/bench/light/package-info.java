/** First light on the devices that are here. */
@NullMarked
package org.dasllm.bench.light;

import org.jspecify.annotations.NullMarked;
