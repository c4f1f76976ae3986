/** How near one text is to another. */
@NullMarked
package org.dasllm.eval.text;

import org.jspecify.annotations.NullMarked;
