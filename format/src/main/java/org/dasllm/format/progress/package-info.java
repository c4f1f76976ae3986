/** How a long stage tells how far it is. */
@NullMarked
package org.dasllm.format.progress;

import org.jspecify.annotations.NullMarked;
