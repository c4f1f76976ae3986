/** What has changed from one evaluation's report to the next. */
@NullMarked
package org.dasllm.eval.against;

import org.jspecify.annotations.NullMarked;
