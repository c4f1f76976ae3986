/**
 * Sets of texts as deterministic automata over code points: what a regular expression, a length, a format or a list allows, and
 * their intersections, unions and differences. {@link org.dasllm.schema.text.TextTerminal} reads them byte by byte, as
 * UTF-8, plain or between the quotes of JSON.
 */
@NullMarked
package org.dasllm.schema.text;

import org.jspecify.annotations.NullMarked;
