/** Answers in JSON held against right ones, value by value. */
@NullMarked
package org.dasllm.eval.extraction;

import org.jspecify.annotations.NullMarked;
