/** Parquet files that somebody else made, read without starting Spark, by the libraries that come with it. */
@NullMarked
package org.dasllm.dataset.parquet;

import org.jspecify.annotations.NullMarked;
