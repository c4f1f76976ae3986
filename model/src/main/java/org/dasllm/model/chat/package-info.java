/** Conversations as text and as token ids. */
@NullMarked
package org.dasllm.model.chat;

import org.jspecify.annotations.NullMarked;
