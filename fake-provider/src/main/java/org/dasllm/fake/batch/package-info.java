/** The vendors' batch interfaces: files, jobs and their results, over the answers that every protocol gives. */
@NullMarked
package org.dasllm.fake.batch;

import org.jspecify.annotations.NullMarked;
