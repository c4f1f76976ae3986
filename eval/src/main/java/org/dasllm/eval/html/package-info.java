/** The page that people read and sign. */
@NullMarked
package org.dasllm.eval.html;

import org.jspecify.annotations.NullMarked;
