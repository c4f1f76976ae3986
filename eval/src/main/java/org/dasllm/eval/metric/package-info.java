/** What counts as the same answer. */
@NullMarked
package org.dasllm.eval.metric;

import org.jspecify.annotations.NullMarked;
