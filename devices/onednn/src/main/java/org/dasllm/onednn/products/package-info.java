/** Matrix products that oneDNN does not make, or not fast enough: few rows, and weights of few bits; in Java, some in C. */
@NullMarked
package org.dasllm.onednn.products;

import org.jspecify.annotations.NullMarked;
