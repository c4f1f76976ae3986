/** What a model makes of a few prompts, recorded where it was trained and compared where it is loaded again. */
@NullMarked
package org.dasllm.model.probe;

import org.jspecify.annotations.NullMarked;
