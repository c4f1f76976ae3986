/** The part of the Jinja template language that chat templates use, rendered as Hugging Face renders it. */
@NullMarked
package org.dasllm.model.chat.jinja;

import org.jspecify.annotations.NullMarked;
