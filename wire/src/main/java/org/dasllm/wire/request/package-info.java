/** Bodies of requests, as servers read them. */
@NullMarked
package org.dasllm.wire.request;

import org.jspecify.annotations.NullMarked;
