/** An evaluation from its plan to its report. */
@NullMarked
package org.dasllm.eval.run;

import org.jspecify.annotations.NullMarked;
