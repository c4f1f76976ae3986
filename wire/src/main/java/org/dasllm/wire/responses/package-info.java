/**
 * OpenAI's Responses API, as a client speaks it that keeps its conversations itself: nothing is stored at the vendor, and what the model
 * thought goes back encrypted. Sources: the vendor's OpenAPI description (2.3.0), the bodies of its own client (openai-python 3.57.0, November
 * 2026) and recorded exchanges.
 */
@NullMarked
package org.dasllm.wire.responses;

import org.jspecify.annotations.NullMarked;
