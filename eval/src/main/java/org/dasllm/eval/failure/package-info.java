/** Where a student fails, and which prompts would teach it most. */
@NullMarked
package org.dasllm.eval.failure;

import org.jspecify.annotations.NullMarked;
