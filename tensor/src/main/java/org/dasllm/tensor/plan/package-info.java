/** Memory and work of a pass, counted without doing it. */
@NullMarked
package org.dasllm.tensor.plan;

import org.jspecify.annotations.NullMarked;
