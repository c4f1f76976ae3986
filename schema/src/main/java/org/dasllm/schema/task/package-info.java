/** Answers of a task, checked by its JSON Schema. */
@NullMarked
package org.dasllm.schema.task;

import org.jspecify.annotations.NullMarked;
