/** Progress bars on a terminal, plain lines elsewhere. */
@NullMarked
package org.dasllm.cli.terminal;

import org.jspecify.annotations.NullMarked;
