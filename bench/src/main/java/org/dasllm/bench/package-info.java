/** Benchmarks of every device that works on this machine. */
@NullMarked
package org.dasllm.bench;

import org.jspecify.annotations.NullMarked;
