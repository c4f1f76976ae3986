/**
 * Google's Gemini API, version {@code v1beta}, as a client speaks it: {@code generateContent}, whole and piece by piece. Sources: the types
 * and converters of the vendor's own client (google-genai for Python, 3.6.1, November 2026) and recorded exchanges.
 */
@NullMarked
package org.dasllm.wire.gemini;

import org.jspecify.annotations.NullMarked;
