/** How far rounding and known faults move a model from what its training recorded. */
@NullMarked
package org.dasllm.bench.probe;

import org.jspecify.annotations.NullMarked;
