/** Continuous batching: many requests, one device, one thread. */
@NullMarked
package org.dasllm.engine.schedule;

import org.jspecify.annotations.NullMarked;
