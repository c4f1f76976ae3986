/** Stages wired together; what is done is not done again. */
@NullMarked
package org.dasllm.cli.pipeline;

import org.jspecify.annotations.NullMarked;
