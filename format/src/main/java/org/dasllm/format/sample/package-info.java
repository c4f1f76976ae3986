/** Prompts, answers and labels: what the stages hand to each other. */
@NullMarked
package org.dasllm.format.sample;

import org.jspecify.annotations.NullMarked;
