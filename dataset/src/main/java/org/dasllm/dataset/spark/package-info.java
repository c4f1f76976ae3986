/** How the job starts: embedded in this process, or by spark-submit. */
@NullMarked
package org.dasllm.dataset.spark;

import org.jspecify.annotations.NullMarked;
