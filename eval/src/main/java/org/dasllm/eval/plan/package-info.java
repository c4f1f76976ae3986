/** What is going to be asked, fixed before the student answers. */
@NullMarked
package org.dasllm.eval.plan;

import org.jspecify.annotations.NullMarked;
