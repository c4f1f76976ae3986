/** The vendors' protocols as their servers speak them. */
@NullMarked
package org.dasllm.fake.vendor;

import org.jspecify.annotations.NullMarked;
