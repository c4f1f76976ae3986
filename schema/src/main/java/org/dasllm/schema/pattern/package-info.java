/** The regular expressions of JSON Schema, which are those of ECMAScript, with a bound on the work of a match. */
@NullMarked
package org.dasllm.schema.pattern;

import org.jspecify.annotations.NullMarked;
