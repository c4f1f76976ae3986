/** Options that several commands share. */
@NullMarked
package org.dasllm.cli.options;

import org.jspecify.annotations.NullMarked;
