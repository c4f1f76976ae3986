/** The one HTTP stack, for servers and clients. */
@NullMarked
package org.dasllm.wire.http;

import org.jspecify.annotations.NullMarked;
