/**
 * For those who write a device: the checks of what a {@link org.dasllm.tensor.Pass} is given, and parts of results that are the same
 * on every device. Who only calls a device needs nothing of it.
 */
@NullMarked
package org.dasllm.tensor.device;

import org.jspecify.annotations.NullMarked;
