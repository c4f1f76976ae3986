/** The Spark job: lines in, split rows, quarantine and a dataset card out. */
@NullMarked
package org.dasllm.dataset.curate;

import org.jspecify.annotations.NullMarked;
