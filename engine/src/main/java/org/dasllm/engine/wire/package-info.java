/** The OpenAI wire format of chat completions: what is taken, what is given, what is refused. */
@NullMarked
package org.dasllm.engine.wire;

import org.jspecify.annotations.NullMarked;
