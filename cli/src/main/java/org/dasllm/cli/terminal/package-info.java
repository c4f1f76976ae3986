/** What a terminal shows and sends: progress bars, plain lines elsewhere, and the signals that stop a program. */
@NullMarked
package org.dasllm.cli.terminal;

import org.jspecify.annotations.NullMarked;
