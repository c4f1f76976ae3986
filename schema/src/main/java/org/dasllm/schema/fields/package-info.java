/** The short form in which a run file declares an answer's fields. */
@NullMarked
package org.dasllm.schema.fields;

import org.jspecify.annotations.NullMarked;
