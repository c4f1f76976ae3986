/** What a student's predictions are compared with: tokens, or a teacher's distributions beside them. */
@NullMarked
package org.dasllm.trainer.objective;

import org.jspecify.annotations.NullMarked;
