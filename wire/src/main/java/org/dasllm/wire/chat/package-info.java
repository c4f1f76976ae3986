/** A chat request, its answer, the events of a stream and a refusal, as no protocol in particular writes them. */
@NullMarked
package org.dasllm.wire.chat;

import org.jspecify.annotations.NullMarked;
