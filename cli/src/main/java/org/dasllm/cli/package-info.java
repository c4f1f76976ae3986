/** The commands, one class each; the only place where the modules meet. */
@NullMarked
package org.dasllm.cli;

import org.jspecify.annotations.NullMarked;
