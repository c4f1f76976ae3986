/**
 * Anthropic's Messages API, as a client speaks it: requests, whole answers, and answers piece by piece. Sources: the types of the vendor's
 * own client, which are made of its OpenAPI description (anthropic-sdk-python 2.14.0, November 2026), its page on API versions, and recorded
 * exchanges.
 */
@NullMarked
package org.dasllm.wire.anthropic;

import org.jspecify.annotations.NullMarked;
