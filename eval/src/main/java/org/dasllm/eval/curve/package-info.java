/** Learning curves: how a student's errors fall with the number of its labels, and what more labels would bring. */
@NullMarked
package org.dasllm.eval.curve;

import org.jspecify.annotations.NullMarked;
