/** The contract in plain Java and float64: the truth that every other device is tested against. */
@NullMarked
package org.dasllm.tensor.reference;

import org.jspecify.annotations.NullMarked;
