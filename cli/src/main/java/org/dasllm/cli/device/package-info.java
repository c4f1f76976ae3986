/** Which device a command uses, and what it offers. */
@NullMarked
package org.dasllm.cli.device;

import org.jspecify.annotations.NullMarked;
