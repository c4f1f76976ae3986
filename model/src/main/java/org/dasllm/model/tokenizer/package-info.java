/** From text to token ids and back, and the training of byte-level tokenizers. */
@NullMarked
package org.dasllm.model.tokenizer;

import org.jspecify.annotations.NullMarked;
