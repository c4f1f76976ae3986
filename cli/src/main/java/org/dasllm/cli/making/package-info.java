/** Models of one's own from nothing: a tokenizer, a shape, a full-parameter training. */
@NullMarked
package org.dasllm.cli.making;

import org.jspecify.annotations.NullMarked;
