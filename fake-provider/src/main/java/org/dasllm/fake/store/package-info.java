/** A store of the S3 protocol, as far as tests need one. */
@NullMarked
package org.dasllm.fake.store;

import org.jspecify.annotations.NullMarked;
