/** The OpenAI wire format: what its clients send and expect, and what its servers do. */
@NullMarked
package org.dasllm.wire.openai;

import org.jspecify.annotations.NullMarked;
