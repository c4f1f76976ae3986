/**
 * The device contract on oneDNN, for CPUs: matrix products by oneDNN, everything else by kernels on the vectors of
 * {@code jdk.incubator.vector}, all on one pool of threads.
 */
@NullMarked
package org.dasllm.onednn;

import org.jspecify.annotations.NullMarked;
