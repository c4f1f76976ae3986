/**
 * Anthropic's Messages API, as a client speaks it: requests, whole answers, and answers piece by piece. Source: the types of the vendor's
 * own client, which are made of its OpenAPI description (anthropic-sdk-python, August 2026).
 */
@NullMarked
package org.dasllm.wire.anthropic;

import org.jspecify.annotations.NullMarked;
