/**
 * The device contract on CUDA: cuBLASLt multiplies, kernels in CUDA C++ are compiled by NVRTC for the card at hand.
 *
 * <p>Activations, and all that learns, are float32; in bf16, frozen matrices and the inputs of their products are bf16
 * with float32 sums, and products with what learns use TF32. Everything is in the order of one stream, and every number
 * comes from one place in a fixed order, so that the same calls give the same bits.
 */
@NullMarked
package org.dasllm.cuda;

import org.jspecify.annotations.NullMarked;
