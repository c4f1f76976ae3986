/** What the probabilities that come with answers are worth. */
@NullMarked
package org.dasllm.eval.calibration;

import org.jspecify.annotations.NullMarked;
