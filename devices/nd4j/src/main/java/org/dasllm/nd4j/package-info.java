/** The contract on ND4J's arrays: the portable device, on any CPU or, with another backend on the class path, on a GPU. */
@NullMarked
package org.dasllm.nd4j;

import org.jspecify.annotations.NullMarked;
