/** What went wrong, in one line, with the exit code it leads to. */
@NullMarked
package org.dasllm.format.error;

import org.jspecify.annotations.NullMarked;
