/**
 * Labels that exist already. {@link org.dasllm.harvest.recorded.RowReader} hands over one row after the other, whatever the file is, and a {@link
 * org.dasllm.harvest.recorded.Layout} says what a row is: each of the forms that OpenAI, Anthropic, Google, ShareGPT and Alpaca document has its own,
 * and all meet in a conversation with perhaps an answer and tools.
 */
@NullMarked
package org.dasllm.harvest.recorded;

import org.jspecify.annotations.NullMarked;
