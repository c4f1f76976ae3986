/** The parts of a decoder, forward and backward, written once against the device contract. */
@NullMarked
package org.dasllm.model.blocks;

import org.jspecify.annotations.NullMarked;
