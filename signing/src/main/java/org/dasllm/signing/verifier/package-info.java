/** The verifier that runs by itself, and the words in which it and {@code dasllm verify} tell what was found. */
@NullMarked
package org.dasllm.signing.verifier;

import org.jspecify.annotations.NullMarked;
